import * as messages from '../messages/object.ts'

/** How much may come of what is read. More is a failure. */
export interface EventBounds {
  /** Discarded ones included. */
  readonly maxEvents: number
  /** Of all rows, those that are not written included. */
  readonly maxFields: number
  /** Of JSON, where it is not copied: in fields that are reshaped, in events that are built or shortened. */
  readonly maxValues: number
  /** Of the datagrams of one batch. */
  readonly maxBytes: number
  /** Characters of the lines before the events, each of which may repeat a whole record. More are not shown. */
  readonly maxPreamble: number
}

export const UNBOUND: EventBounds = {
  maxEvents: Number.POSITIVE_INFINITY,
  maxFields: Number.POSITIVE_INFINITY,
  maxValues: Number.POSITIVE_INFINITY,
  maxBytes: Number.POSITIVE_INFINITY,
  maxPreamble: Number.POSITIVE_INFINITY,
}

/** More came of an object than may. Unlike a bad record it concerns all of the object. */
export class OverBounds extends Error {
  override readonly name = 'OverBounds'
}

/** Counts what the reading of an object costs. Writers of its parts share one. */
export class Meter {
  /** Of the parts before. */
  events = 0
  #fields = 0
  #values = 0
  readonly #bounds: EventBounds

  constructor(bounds: EventBounds) {
    this.#bounds = bounds
  }

  /** @param count more fields of rows @throws OverBounds */
  fields(count: number): void {
    const { maxFields } = this.#bounds
    this.#fields += count
    if (this.#fields > maxFields) throw new OverBounds(messages.tooManyFields(maxFields))
  }

  /** @param count more values of JSON that are not simply copied @throws OverBounds */
  values(count: number): void {
    const { maxValues } = this.#bounds
    this.#values += count
    if (this.#values > maxValues) throw new OverBounds(messages.tooManyReshaped(maxValues))
  }
}
