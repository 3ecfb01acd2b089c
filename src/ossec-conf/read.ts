import * as messages from '../messages/ossec-conf.ts'
import { readBlock } from './block.ts'
import type { Block, Finding, OssecConf, Surroundings } from './contract.ts'
import { readXml, type XmlElement, XmlError } from './xml.ts'

/** The root elements of the blocks: `ossec.conf` of manager and agent, `agent.conf`. */
const ROOTS = ['ossec_config', 'agent_config']

/**
 * Reads the blocks of this module in `ossec.conf` or `agent.conf` as the manager does, and finds the mistakes in them.
 */
export function readOssecConf(text: string, surroundings: Surroundings): OssecConf {
  const findings: Finding[] = []
  const blocks: Block[] = []
  try {
    for (const { element, parent } of wodles(readXml(text))) {
      if (element.attributes.get('name') !== 'aws-s3') {
        findings.push({ line: element.line, level: 'refused', text: messages.wrongWodleName(nameOf(element)) })
      } else if (parent === undefined || !ROOTS.includes(parent.name)) {
        findings.push({ line: element.line, level: 'mistake', text: messages.misplacedBlock(parent?.name, ROOTS) })
      } else {
        const { found, ...block } = readBlock(element, surroundings)
        blocks.push(block)
        findings.push(...found.all)
      }
    }
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause
    // The manager, too, reports only the first error of the syntax.
    return { blocks: [], findings: [{ line: cause.line, level: 'refused', text: cause.message }] }
  }
  return { blocks, findings: findings.sort((a, b) => a.line - b.line) }
}

interface Found {
  readonly element: XmlElement
  /** Undefined for a root. */
  readonly parent: XmlElement | undefined
}

/** Finds all elements that are, or were probably intended as, a block of this module, at any depth. */
function wodles(roots: readonly XmlElement[]): readonly Found[] {
  const found: Found[] = []
  const left: Found[] = roots.map((element) => ({ element, parent: undefined })).reverse()
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { element } = next
    if (element.name === 'wodle' && /^\s*aws[-_ ]?s3\s*$/i.test(nameOf(element))) found.push(next)
    for (const child of element.children.toReversed()) left.push({ element: child, parent: element })
  }
  return found
}

const nameOf = ({ attributes }: XmlElement): string => attributes.get('name') ?? ''
