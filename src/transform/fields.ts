import { type Key, keyOf } from '../json/key.ts'
import type { JsonTape, Node } from '../json/tape.ts'
import type { JsonValue } from '../python/value.ts'
import type { FieldValue } from './field-value.ts'

/** Returned by {@link Reshape} to drop the member. */
export const DROP = Symbol('drop')

/**
 * Reshapes a member at the top of an event, after the rules for all types.
 *
 * @returns the value to send; undefined to send the member as it is
 */
export type Reshape = (field: FieldValue) => JsonValue | typeof DROP | undefined

/** Members that the rules for all types write themselves. */
export const RESERVED_FIELDS = [
  'log_info',
  'source',
  'aws_account_id',
  'sourceIPAddress',
  'source_ip_address',
  'tags',
] as const

/** A member that is not simply copied. */
export interface SpecialField {
  readonly key: Key
  readonly name: string
  readonly reshape?: Reshape
}

const PLACE_SHIFT = 26
const PLACES = 2 ** (32 - PLACE_SHIFT)

/** Finds those members of an event by the hashes of their keys. */
export class FieldTable {
  /** By the highest bits of the hash; members that share an entry follow one another. */
  readonly #places: SpecialField[][] = Array.from({ length: PLACES }, () => [])

  /** @param reshape a function for each member that the type reshapes, by its name */
  constructor(reshape: Readonly<Record<string, Reshape>> = {}) {
    for (const name of RESERVED_FIELDS) this.#add({ key: keyOf(name), name })
    for (const [name, own] of Object.entries(reshape)) this.#add({ key: keyOf(name), name, reshape: own })
  }

  find(tape: JsonTape, key: Node): SpecialField | undefined {
    const hash = tape.hash(key)
    for (const field of this.#places[hash >>> PLACE_SHIFT] as SpecialField[]) {
      if (field.key.hash === hash && tape.isText(key, field.key.json)) return field
    }
    return undefined
  }

  #add(field: SpecialField): void {
    this.#places[field.key.hash >>> PLACE_SHIFT]?.push(field)
  }
}

/** The table of the types without reshaped members. */
export const PLAIN_FIELDS = new FieldTable()
