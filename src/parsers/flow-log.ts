import { ZERO } from '../bytes.ts'
import { columnMissing, notATime } from '../messages/object.ts'
import { ReadFailure } from '../objects/types.ts'
import { wordList } from '../word-list.ts'
import type { Fields } from './fields.ts'

// VPC flow logs: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html

/** A name of a field as AWS writes it in a header, such as `log-status`. */
const NAME = /^[a-z]+(-[a-z]+)*$/

/** The known names, including those of transit gateways; AWS adds new ones. */
const KNOWN_NAMES: ReadonlySet<string> = new Set(
  wordList(`
    version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
    vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id sublocation-type sublocation-id
    pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path ecs-cluster-arn ecs-cluster-name
    ecs-container-instance-arn ecs-container-instance-id ecs-container-id ecs-second-container-id ecs-service-name
    ecs-task-definition-arn ecs-task-arn ecs-task-id reject-reason resource-id encryption-status resource-type tgw-id
    tgw-attachment-id tgw-src-vpc-account-id tgw-dst-vpc-account-id tgw-src-vpc-id tgw-dst-vpc-id tgw-src-subnet-id
    tgw-dst-subnet-id tgw-src-eni tgw-dst-eni tgw-src-az-id tgw-dst-az-id tgw-pair-attachment-id packets-lost-no-route
    packets-lost-blackhole packets-lost-mtu-exceeded packets-lost-ttl-expired`),
)

/**
 * The names of the columns, if the first record of a file is a header: only such words, most of them known. A line of
 * text may consist of words too.
 *
 * @returns the names with `_` for `-`; undefined if the record is data
 */
export function headerColumns(fields: Fields): readonly string[] | undefined {
  const names = fields.texts()
  if (!names.every((name) => NAME.test(name))) return undefined
  const known = names.filter((name) => KNOWN_NAMES.has(name))
  return 2 * known.length > names.length ? names.map(columnOf) : undefined
}

/** Name of the column of a field: `log_status` for `log-status`. */
export function columnOf(name: string): string {
  return name.replaceAll('-', '_')
}

/** A word that only flow logs contain: an action, a status, an interface or an address. */
const FLOW_WORD =
  /^(?:ACCEPT|REJECT|NODATA|SKIPDATA|eni-[\da-f]+|\d{1,3}(?:\.\d{1,3}){3}|[\da-f:]*::[\da-f:]*|[\da-f]{1,4}(?::[\da-f]{1,4}){7})$/
const ANY_WORD = /^[\w:./-]+$/
const NUMBER = /^(?:\d+|-)$/
/** Rows of more fields are not looked through: no format has so many. */
const MAX_RECORD_FIELDS = 512

/**
 * @returns true if a row can be a record of some format: single words only, and one of them a flow word or all of them
 * numbers
 */
export function isFlowRecord(fields: Fields): boolean {
  if (fields.count > MAX_RECORD_FIELDS) return false
  const words = fields.texts()
  if (words.every((word) => NUMBER.test(word))) return true
  return words.every((word) => ANY_WORD.test(word)) && words.some((word) => FLOW_WORD.test(word))
}

/** A header, which is recognised when it repeats: files that were joined contain several. */
export class Header {
  readonly #bytes: Buffer

  constructor(fields: Fields) {
    this.#bytes = Buffer.from(recordBytes(fields))
  }

  isAgain(fields: Fields): boolean {
    const { starts, ends, count } = fields
    if ((ends[count - 1] as number) - (starts[0] as number) !== this.#bytes.length) return false
    return this.#bytes.equals(recordBytes(fields))
  }
}

function recordBytes({ bytes, starts, ends, count }: Fields): Buffer {
  return bytes.subarray(starts[0], ends[count - 1])
}

/** 9999-12-31T23:59:59Z */
const LAST_SECOND = 253_402_300_799
const SECONDS = /^-?\d{1,12}$/
const MAX_DIGITS = 12
/** The records of a file share a few hundred times. */
const KEPT_TIMES = 512

/** Replaces seconds since 1970 by `YYYY-MM-DDTHH:MM:SSZ` (UTC). Make one for each file. */
export class TimeColumn {
  readonly #name: string
  readonly #index: number
  readonly #seconds = new Float64Array(KEPT_TIMES).fill(Number.NaN)
  readonly #texts: Uint8Array[] = []

  /** @param index index of the column; negative if the file lacks it, and nothing is rewritten */
  constructor(name: string, index: number) {
    this.#name = name
    this.#index = index
  }

  /**
   * Rewrites the column of a record; `-` stays.
   *
   * @throws ReadFailure `decompress` (as the contract requires) if the record is too short, `parse` for any other text
   */
  rewrite(fields: Fields): void {
    if (this.#index < 0) return
    if (this.#index >= fields.count) throw new ReadFailure('decompress', columnMissing(this.#name))
    const seconds = this.#digits(fields)
    const slot = seconds === undefined ? 0 : seconds % KEPT_TIMES
    const isKept = seconds !== undefined && this.#seconds[slot] === seconds
    const text = isKept ? this.#texts[slot] : this.#text(fields)
    if (text) fields.replace(this.#index, text)
    if (isKept || seconds === undefined || !text) return
    this.#seconds[slot] = seconds
    this.#texts[slot] = text
  }

  /** The number in the column, which has ten digits in practice. */
  #digits({ bytes, starts, ends }: Fields): number | undefined {
    const start = starts[this.#index] as number
    const end = ends[this.#index] as number
    if (end === start || end - start > MAX_DIGITS) return undefined
    let seconds = 0
    for (let at = start; at < end; at++) {
      const digit = (bytes[at] as number) - ZERO
      if (digit < 0 || digit > 9) return undefined
      seconds = seconds * 10 + digit
    }
    return seconds
  }

  #text(fields: Fields): Uint8Array | undefined {
    const value = fields.text(this.#index) ?? ''
    if (value === '-') return undefined
    return Buffer.from(timeText(this.#name, value))
  }
}

/**
 * Seconds since 1970 as `YYYY-MM-DDTHH:MM:SSZ` (UTC).
 *
 * @param name name of the column, for the failure
 * @throws ReadFailure `parse` for any other text
 */
function timeText(name: string, value: string): string {
  const seconds = SECONDS.test(value) ? Number(value) : Number.NaN
  if (!(Math.abs(seconds) <= LAST_SECOND)) throw new ReadFailure('parse', notATime(name, value))
  return new Date(seconds * 1000).toISOString().replace('.000', '')
}
