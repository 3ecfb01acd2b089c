import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readXml, type XmlElement } from '../ossec-conf/xml.ts'

/** The buffer of an agent for events that its manager has not received yet. */
export interface ClientBuffer {
  /** Capacity in events. */
  readonly size: number
  /** Events a second that the agent sends to its manager. */
  readonly rate: number
  readonly disabled: boolean
}

const DEFAULTS: ClientBuffer = { size: 5000, rate: 500, disabled: false }

/**
 * Reads `client_buffer` in an agent's `ossec.conf`, and in the manager's shared `agent.conf`, which takes precedence.
 * https://documentation.wazuh.com/current/user-manual/reference/ossec-conf/client-buffer.html
 */
export function clientBuffer(home: string): ClientBuffer {
  let buffer = DEFAULTS
  for (const file of ['ossec.conf', join('shared', 'agent.conf')]) {
    for (const { root, element } of buffersOf(join(home, 'etc', file))) {
      const changed = { ...buffer, ...valuesOf(element) }
      // A block with attributes may not apply to this agent: the slower setting is the safe one.
      buffer = root.attributes.size === 0 ? changed : slower(buffer, changed)
    }
  }
  return buffer
}

function slower(one: ClientBuffer, other: ClientBuffer): ClientBuffer {
  return {
    size: Math.min(one.size, other.size),
    rate: Math.min(one.rate, other.rate),
    disabled: one.disabled && other.disabled,
  }
}

function buffersOf(path: string): readonly { root: XmlElement; element: XmlElement }[] {
  try {
    return readXml(readFileSync(path, 'utf8')).flatMap((root) =>
      root.children.filter(({ name }) => name === 'client_buffer').map((element) => ({ root, element })),
    )
  } catch {
    return [] // The file is missing, or the agent cannot read it either.
  }
}

function valuesOf(element: XmlElement): Partial<ClientBuffer> {
  const values: { -readonly [K in keyof ClientBuffer]?: ClientBuffer[K] } = {}
  for (const { name, text } of element.children) {
    const number = Number(text.trim() || Number.NaN)
    if (name === 'disabled') values.disabled = text.trim() === 'yes'
    else if (name === 'queue_size' && number >= 1) values.size = number
    else if (name === 'events_per_second' && number >= 1) values.rate = number
  }
  return values
}
