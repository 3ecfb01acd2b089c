import * as messages from '../messages/ossec-conf.ts'
import type { Block, Source, SourceKind, Surroundings } from './contract.ts'
import { Findings } from './findings.ts'
import { checkSchedule, isSchedule } from './schedule.ts'
import { readSource } from './source.ts'
import { isSourceKind } from './tags.ts'
import type { XmlElement } from './xml.ts'

/** The order in which the manager runs them. */
const KINDS: readonly SourceKind[] = ['bucket', 'service', 'subscriber']
const SWITCHES: readonly string[] = ['disabled', 'run_on_start', 'skip_on_error', 'remove_from_bucket']
/** Tags of the old form, which had one bucket, without a type, directly in the block. */
const OLD_TAGS: readonly string[] = ['access_key', 'secret_key', 'remove_from_bucket']

/** Reads a `<wodle name="aws-s3">`. */
export function readBlock(element: XmlElement, surroundings: Surroundings): Block & { readonly found: Findings } {
  const found = new Findings()
  const settings = readSettings(element, found)
  const isYes = (name: string) => settings.get(name)?.text === 'yes'
  const common = { ...surroundings, skipOnError: isYes('skip_on_error') }
  const sources: Source[] = []
  for (const child of element.children) {
    if (!isSourceKind(child.name)) continue
    const source = isOldForm(child) ? oldSource(child, settings, common, found) : readSource(child, common, found)
    if (source !== undefined) sources.push(source)
  }
  if (!element.children.some(({ name }) => isSourceKind(name))) found.refuse(element.line, messages.noSource())
  return {
    line: element.line,
    isDisabled: isYes('disabled'),
    isUnusable: found.isUnusable,
    sources: KINDS.flatMap((kind) => sources.filter((source) => source.kind === kind)),
    found,
  }
}

/** Reads the tags beside the sources, the last one of each. */
function readSettings(block: XmlElement, found: Findings): ReadonlyMap<string, XmlElement> {
  const settings = new Map<string, XmlElement>()
  for (const child of block.children) {
    const { name, line, text } = child
    if (isSourceKind(name)) continue
    if (SWITCHES.includes(name)) {
      if (text !== 'yes' && text !== 'no') found.refuse(line, messages.notYesNo(name, text))
    } else if (OLD_TAGS.includes(name)) found.mistake(line, messages.deprecated(name))
    else if (!isSchedule(name)) {
      // A block inside this one is reported by the search for all blocks.
      if (name !== 'wodle') found.refuse(line, messages.unknownTag(name, 'wodle'))
      continue
    }
    if (settings.has(name)) found.mistake(line, messages.tagTwice(name, 'wodle'))
    settings.set(name, child)
  }
  checkSchedule(new Map([...settings].filter(([name]) => isSchedule(name))), found)
  return settings
}

const isOldForm = ({ name, attributes, children }: XmlElement): boolean =>
  name === 'bucket' && attributes.size === 0 && children.length === 0

/** Reads `<bucket>NAME</bucket>`, whose settings are in the block. */
function oldSource(
  bucket: XmlElement,
  settings: ReadonlyMap<string, XmlElement>,
  common: Surroundings & { readonly skipOnError: boolean },
  found: Findings,
): Source | undefined {
  found.mistake(bucket.line, messages.oldForm())
  const children = [{ ...bucket, name: 'name' }, ...OLD_TAGS.flatMap((name) => settings.get(name) ?? [])]
  // Its tags were checked as tags of the block.
  const quiet = new Findings()
  const source = readSource({ ...bucket, attributes: new Map([['type', 'cloudtrail']]), children }, common, quiet)
  for (const { line, level, text } of quiet.all) {
    if (line !== bucket.line) continue
    if (level === 'refused') found.refuse(line, text)
    else found.mistake(line, text)
  }
  return source
}
