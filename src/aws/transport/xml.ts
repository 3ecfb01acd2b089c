/**
 * Just enough XML for the responses of S3, STS and EC2: elements, whose attributes do not matter, and text with
 * entities. A full parser takes a third of a listing.
 */

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** @returns the text of the first element of that name, empty for an empty one; undefined when there is none */
export function text(xml: string, tag: string): string | undefined {
  const inner = raw(xml, tag)
  return inner === undefined ? undefined : unescapeText(inner)
}

/** @returns the inner XML of each element of that name, in order; they must not nest */
export function* each(xml: string, tag: string): Generator<string> {
  const open = `<${tag}>`
  const close = `</${tag}>`
  for (let at = xml.indexOf(open); at >= 0; at = xml.indexOf(open, at)) {
    const start = at + open.length
    const end = xml.indexOf(close, start)
    if (end < 0) return
    yield xml.slice(start, end)
    at = end + close.length
  }
}

function raw(xml: string, tag: string): string | undefined {
  const open = `<${tag}>`
  const at = xml.indexOf(open)
  if (at < 0) return xml.includes(`<${tag}/>`) || xml.includes(`<${tag} />`) ? '' : undefined
  const end = xml.indexOf(`</${tag}>`, at)
  return end < 0 ? undefined : xml.slice(at + open.length, end)
}

function unescapeText(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex, dec, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    return dec !== undefined ? String.fromCodePoint(Number(dec)) : (ENTITIES[name] ?? all)
  })
}
