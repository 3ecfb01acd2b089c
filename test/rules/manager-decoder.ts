/** What the manager decodes of an event: names of nested members are joined by dots. */
export type DecodedEvent = ReadonlyMap<string, string>

/** Fields of an event that the manager keeps; it drops those that follow (`analysisd.decoder_order_size`). */
export const MOST_FIELDS = 256

/**
 * Decodes an event as the manager's JSON decoder does: a list is one field with its JSON text, so nothing in a list can
 * be matched by name.
 *
 * @see https://documentation.wazuh.com/current/user-manual/ruleset/decoders/json-decoder.html
 */
export function decodeAsManager(datagram: string): DecodedEvent {
  const fields = [...fieldsOf('', JSON.parse(datagram.replace(/^1:Wazuh-AWS:/, '')))]
  return new Map(fields.slice(0, MOST_FIELDS))
}

function* fieldsOf(parent: string, object: object): Iterable<[string, string]> {
  for (const [name, value] of Object.entries(object)) {
    const path = parent === '' ? name : `${parent}.${name}`
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) yield* fieldsOf(path, value)
    else yield [path, textOf(value)]
  }
}

/** Numbers have six decimals unless they are integers of 32 bits. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return value === (value | 0) ? String(value) : value.toFixed(6)
  return JSON.stringify(value)
}
