import { findBucketType } from '../buckets/index.ts'
import * as messages from '../messages/ossec-conf.ts'
import { findService } from '../services/index.ts'
import { findSubscriber } from '../subscribers/index.ts'
import type { Source, SourceKind, Surroundings } from './contract.ts'
import type { Findings } from './findings.ts'
import { flagsOf, identityOf } from './run-flags.ts'
import { isSourceKind, MANAGER_TYPES, TAGS, type Tag } from './tags.ts'
import { mistakesIn } from './values.ts'
import type { XmlElement } from './xml.ts'

/** The settings of the block that a source uses. */
export interface BlockSettings extends Surroundings {
  readonly skipOnError: boolean
}

/** Reads a `<bucket>`, `<service>` or `<subscriber>`. @returns undefined if the type is missing */
export function readSource(element: XmlElement, settings: BlockSettings, findings: Findings): Source | undefined {
  const type = readType(element, findings)
  return type === undefined ? undefined : new SourceReader(element, type, settings, findings).read()
}

function readType({ name, line, attributes }: XmlElement, findings: Findings): string | undefined {
  const kind = name as SourceKind
  for (const attribute of attributes.keys()) {
    if (attribute !== 'type') findings.refuse(line, messages.unknownAttribute(attribute, name))
  }
  const type = attributes.get('type')
  if (type === undefined) {
    findings.refuse(line, messages.typeMissing(name, MANAGER_TYPES[kind]))
    return undefined
  }
  if (MANAGER_TYPES[kind].includes(type)) return type
  if (isOurs(kind, type)) findings.refuseByManagerAlone(line, messages.typeOfOurs(name, type))
  else findings.refuse(line, messages.unknownType(name, type, MANAGER_TYPES[kind]))
  return type
}

function isOurs(kind: SourceKind, type: string): boolean {
  const find = { bucket: findBucketType, service: findService, subscriber: findSubscriber }
  return find[kind](type) !== undefined
}

class SourceReader {
  readonly #element: XmlElement
  readonly #kind: SourceKind
  readonly #type: string
  readonly #settings: BlockSettings
  readonly #findings: Findings
  /** Values by tag, the last one of each. */
  readonly #values = new Map<string, string>()
  #discardField: string | undefined

  constructor(element: XmlElement, type: string, settings: BlockSettings, findings: Findings) {
    this.#element = element
    this.#kind = element.name as SourceKind
    this.#type = type
    this.#settings = settings
    this.#findings = findings
  }

  read(): Source {
    const { line, children } = this.#element
    for (const child of children) this.#readTag(child)
    this.#checkTogether()
    const type = findBucketType(this.#type)
    const isWhole = this.#kind === 'bucket' && type?.layout.kind === 'flat' && type.resolve === undefined
    return {
      kind: this.#kind,
      type: this.#type,
      name: this.#value('name') || this.#value('sqs_name') || this.#value('aws_log_groups'),
      line,
      argv: this.#argv(),
      identity: identityOf(this.#kind, this.#type, this.#values),
      wholePath: isWhole ? this.#value('path').replace(/\/*$/, '/').replace(/^\/$/, '') : undefined,
    }
  }

  #readTag(child: XmlElement): void {
    const { name, line, text, attributes, children } = child
    const tag = Object.hasOwn(TAGS, name) ? TAGS[name] : undefined
    if (tag === undefined || !this.#isKnown(tag)) {
      this.#findings.refuse(line, this.#refusal(name, tag))
      return
    }
    if (children[0] !== undefined) this.#findings.refuse(children[0].line, messages.nested(children[0].name, name))
    if (this.#values.has(name)) this.#findings.mistake(line, messages.tagTwice(name, this.#element.name))
    this.#values.set(name, text)
    if (name === 'discard_regex') this.#readField(child)
    else {
      for (const attribute of attributes.keys()) {
        this.#findings.mistake(line, messages.unknownAttribute(attribute, name))
      }
    }
    this.#checkValue(name, tag, text, line)
  }

  #isKnown(tag: Tag): boolean {
    return tag.in.includes(this.#kind) && (tag.types?.includes(this.#type) ?? true)
  }

  #refusal(name: string, tag: Tag | undefined): string {
    if (tag?.types !== undefined && tag.in.includes(this.#kind)) {
      return messages.tagOfOtherType(name, this.#type, tag.types)
    }
    return isSourceKind(name)
      ? messages.nested(name, this.#element.name)
      : messages.unknownTag(name, this.#element.name)
  }

  #checkValue(name: string, tag: Tag, value: string, line: number): void {
    if (tag.isDeprecated) this.#findings.mistake(line, messages.deprecated(name))
    if (tag.isSwitch) {
      if (value !== 'yes' && value !== 'no') this.#findings.refuse(line, messages.notYesNo(name, value))
      return
    }
    if (value.trim() === '') {
      if (value === '' && tag.whenEmpty === 'refused') this.#findings.refuse(line, messages.empty(name))
      else if (value !== '' || tag.whenEmpty !== undefined) this.#findings.mistake(line, messages.empty(name))
      return
    }
    const place = { ...this.#settings, kind: this.#kind, type: this.#type }
    for (const text of mistakesIn(name, tag, value, place)) this.#findings.mistake(line, messages.inTag(name, text))
  }

  #readField({ line, attributes }: XmlElement): void {
    this.#discardField = attributes.get('field')
    for (const attribute of attributes.keys()) {
      if (attribute !== 'field') this.#findings.refuse(line, messages.unknownAttribute(attribute, 'discard_regex'))
    }
    if (this.#type === 'security_lake') this.#findings.refuse(line, messages.cannotDiscard(this.#type))
    else if (!this.#discardField && this.#type !== 'cloudwatchlogs') {
      this.#findings.refuse(line, messages.discardFieldMissing())
    }
  }

  #checkTogether(): void {
    const { line, name: element } = this.#element
    for (const [name, tag] of Object.entries(TAGS)) {
      const isMissing = tag.isRequired && tag.in.includes(this.#kind) && !this.#values.has(name)
      if (isMissing) this.#findings.refuse(line, messages.tagMissing(name, element))
    }
    if (this.#type === 'cloudwatchlogs' && this.#value('aws_log_groups').trim() === '') {
      this.#findings.mistake(line, messages.noLogGroups())
    }
    if (this.#values.has('iam_role_duration') && !this.#values.has('iam_role_arn')) {
      this.#findings.mistake(line, messages.durationWithoutRole())
    }
    if (this.#kind !== 'subscriber') return
    for (const { flag } of findSubscriber(this.#type)?.required ?? []) {
      if (flag !== 'queue' && !this.#values.has(flag)) this.#findings.mistake(line, messages.tagMissing(flag, element))
    }
  }

  #argv(): readonly string[] {
    const { debugLevel, skipOnError } = this.#settings
    return [
      ...(this.#kind === 'bucket' ? [] : [`--${this.#kind}`, this.#type]),
      ...flagsOf(this.#values, this.#discardField),
      ...(this.#kind === 'bucket' ? ['--type', this.#type] : []),
      ...(debugLevel > 0 ? ['--debug', String(debugLevel)] : []),
      ...(skipOnError ? ['--skip_on_error'] : []),
    ]
  }

  #value(name: string): string {
    return this.#values.get(name) ?? ''
  }
}
