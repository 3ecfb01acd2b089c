import { isKnownRegion } from '../aws/regions.ts'
import { findBucketType } from '../buckets/index.ts'
import { FLAGS } from '../cli/flags.ts'
import * as messages from '../messages/ossec-conf.ts'
import type { SourceKind, Surroundings } from './contract.ts'
import type { Tag } from './tags.ts'

export interface Place extends Surroundings {
  readonly kind: SourceKind
  readonly type: string
}

/** Finds common mistakes in a value. @returns undefined if it finds none */
type Advice = (value: string, place: Place) => string | undefined

const ADVICE: Readonly<Record<string, Advice>> = {
  name: bucketName,
  path,
  path_suffix: (value) => (value.startsWith('/') ? messages.leadingSlash(value) : undefined),
  only_logs_after: date,
  regions,
  aws_profile: (value, { profiles }) =>
    profiles === undefined || profiles.has(value) ? undefined : messages.profileMissing(value),
}

/** Describes the mistakes in the value of a tag, each in a sentence. Empty values are not examined. */
export function mistakesIn(name: string, { flag }: Tag, value: string, place: Place): readonly string[] {
  const bare = value.trim()
  const wrong = ADVICE[name]?.(bare, place) ?? refusal(flag, bare)
  return [...(wrong === undefined ? [] : [wrong]), ...passing(value)]
}

/** Finds what changes a value on its way to the run. */
function passing(value: string): readonly string[] {
  const found: string[] = []
  if (value !== value.trim()) found.push(messages.spaceAround())
  if (/\s/.test(value.trim())) found.push(messages.spaceInside())
  if (value.includes('\\')) found.push(messages.backslash())
  const entity = /&(?:[a-z]+|#x?[0-9a-f]+);/i.exec(value)?.[0]
  if (entity !== undefined) found.push(messages.entity(entity))
  return found
}

/** @returns the error of the run about the value */
function refusal(name: string, value: string): string | undefined {
  const flag = FLAGS.find(({ long }) => long === name)
  if (flag === undefined || !('read' in flag)) return undefined
  try {
    flag.read(value)
    return undefined
  } catch (cause) {
    return (cause as Error).message
  }
}

function bucketName(value: string): string | undefined {
  const [, name] = /^(?:s3:\/\/|arn:[\w-]+:s3:::)([^/]+)/.exec(value) ?? []
  return name === undefined ? undefined : messages.notABucketName(value, name)
}

function path(value: string, { type: name }: Place): string | undefined {
  if (value.startsWith('/')) return messages.leadingSlash(value)
  const type = findBucketType(name)
  // The layout does not cover such a path: the operator decides it.
  if (type === undefined || (type.layout.kind === 'flat' && type.resolve === undefined)) return undefined
  const [, before] = /^(.*?)\/?(?:^|(?<=\/))AWSLogs(?:\/|$)/.exec(value) ?? []
  return before === undefined ? undefined : messages.pathTooLong(value, before)
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

function date(value: string): string | undefined {
  const [, year, month, day = ''] = /^(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)(?:[T ].*)?$/.exec(value) ?? []
  const name = MONTHS[Number(month) - 1]
  return name === undefined ? undefined : messages.dateForm(value, `${year}-${name}-${day}`)
}

function regions(value: string): string | undefined {
  const names = value.split(',').map((name) => name.trim())
  if (names.includes('')) return messages.emptyElement(value)
  const unknown = names.find((name) => /^[a-z]+(-[a-z]+)+-\d+$/.test(name) && !isKnownRegion(name))
  return unknown === undefined ? undefined : messages.unknownRegion(unknown)
}
