import { MINUS, NINE, PLUS, POINT, ZERO } from '../bytes.ts'
import { floatText } from '../python/numbers.ts'
import * as layout from './scan-layout.ts'
import type { ScanMemory } from './scan-memory.ts'

/** Reads the float at which a scan has stopped: a number with a fraction, an exponent or both. */
export function readFloat({ state, bytes, text, nodes }: ScanMemory): void {
  const start = state[layout.AT] as number
  const whole = digits(bytes, bytes[start] === MINUS ? start + 1 : start)
  const after = exponent(bytes, fraction(bytes, whole))
  const from = state[layout.TO] as number
  const to = from + text.write(floatText(Number(bytes.toString('latin1', start, after))), from, 'latin1')
  const node = state[layout.COUNT] as number
  nodes.set([from, to, 0, layout.FLOAT], node)
  state[layout.AT] = after
  state[layout.TO] = to
  state[layout.COUNT] = node + layout.WIDTH
}

/** @returns the position after the digits that start at `from` */
export function digits(source: Buffer, from: number): number {
  let at = from
  while ((source[at] as number) >= ZERO && (source[at] as number) <= NINE) at++
  return at
}

/** @returns the position after the fraction that starts at `from`; `from` itself if there is no fraction */
function fraction(source: Buffer, from: number): number {
  if (source[from] !== POINT) return from
  const after = digits(source, from + 1)
  return after > from + 1 ? after : from
}

function exponent(source: Buffer, from: number): number {
  if (source[from] !== 0x65 && source[from] !== 0x45) return from
  const first = source[from + 1] === MINUS || source[from + 1] === PLUS ? from + 2 : from + 1
  const after = digits(source, first)
  return after > first ? after : from
}
