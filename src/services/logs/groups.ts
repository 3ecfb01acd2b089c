import { AwsFailure } from '../../aws/failure.ts'
import { mapOrdered } from '../../concurrency/map-ordered.ts'
import type { RegionContext } from '../contract.ts'
import type { LogSource, LogStream } from '../types.ts'
import { tolerate } from './failures.ts'
import { type GroupChoice, groupId } from './group-choice.ts'
import type { Sightings } from './sightings.ts'
import { listingPrefix, matchesAny, type NamePattern } from './streams.ts'

const LISTED_AHEAD = 4

export interface Group {
  /** Its identifier in calls and in the state. */
  readonly id: string
  readonly choices: readonly GroupChoice[]
}

/** The chosen streams of a group, or why they could not be listed. */
export type GroupListing =
  | { readonly kind: 'listed'; readonly group: Group; readonly streams: readonly LogStream[] }
  | { readonly kind: 'failed'; readonly group: Group; readonly failure: AwsFailure }

/**
 * Finds the chosen groups of a region, each once, in the order of the choices.
 *
 * @throws AwsFailure that affects more than one choice
 */
export async function findGroups(
  context: RegionContext,
  source: LogSource,
  sightings: Sightings,
): Promise<readonly Group[]> {
  const { connection, region, signal } = context
  const choices = sightings.in(region)
  const isForeign = choices.some(({ accountId }) => accountId !== undefined)
  const account = isForeign ? await connection.identity(signal) : undefined
  const listings = choices.map((choice) =>
    choice.isPrefix
      ? source.groups(choice.text).catch((cause) => tolerate(context, choice.typed, cause))
      : [groupId(choice, account)],
  )
  const groups = new Map<string, GroupChoice[]>()
  for (const [at, ids] of (await Promise.all(listings)).entries()) {
    const choice = choices[at] as GroupChoice
    if (choice.isPrefix && ids) sightings.listed(choice, ids.length)
    for (const id of ids ?? []) groups.set(id, [...(groups.get(id) ?? []), choice])
  }
  return Array.from(groups, ([id, asking]) => ({ id, choices: asking }))
}

/** Lists the streams of groups in order, some groups in advance. */
export function listGroups(
  source: LogSource,
  groups: readonly Group[],
  patterns: readonly NamePattern[],
): AsyncIterable<GroupListing> {
  return mapOrdered(groups, { items: LISTED_AHEAD }, async (group): Promise<GroupListing> => {
    try {
      const all = await source.streams(group.id, listingPrefix(patterns))
      return { kind: 'listed', group, streams: all.filter(({ name }) => matchesAny(name, patterns)) }
    } catch (cause) {
      if (cause instanceof AwsFailure) return { kind: 'failed', group, failure: cause }
      throw cause
    }
  })
}
