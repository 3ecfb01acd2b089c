/** How much may come of what is read. More is a failure. */
export interface EventBounds {
  /** Discarded ones included. */
  readonly maxEvents: number
  /** Of the datagrams of one batch. */
  readonly maxBytes: number
  /** Characters of the lines before the events, each of which may repeat a whole record. More are not shown. */
  readonly maxPreamble: number
}

export const UNBOUND: EventBounds = {
  maxEvents: Number.POSITIVE_INFINITY,
  maxBytes: Number.POSITIVE_INFINITY,
  maxPreamble: Number.POSITIVE_INFINITY,
}

/** More came of an object than may. Unlike a bad record it concerns all of the object. */
export class OverBounds extends Error {
  override readonly name = 'OverBounds'
}
