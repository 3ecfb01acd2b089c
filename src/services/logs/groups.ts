import { AwsFailure } from '../../aws/failure.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/service.ts'
import { ahead } from '../../pipeline/ahead.ts'
import type { LogSource, LogStream } from '../types.ts'
import { isMeant, listingPrefix, type NamePattern } from './streams.ts'

/** Groups whose streams are listed before their turn. */
const LISTED_AHEAD = 4

/** The streams of a group that are meant, or why they could not be listed. */
export interface GroupListing {
  readonly group: string
  readonly streams: readonly LogStream[] | AwsFailure
}

/** Names of the groups that are meant, each once, in the order of the patterns. @throws AwsFailure */
export async function findGroups(source: LogSource, patterns: readonly NamePattern[]): Promise<readonly string[]> {
  const found = await Promise.all(patterns.map(({ text, isPrefix }) => (isPrefix ? source.groups(text) : [text])))
  for (const [at, { text }] of patterns.entries()) {
    if (found[at]?.length === 0) log.debug(1, messages.noGroups(`${text}*`))
  }
  return [...new Set(found.flat())]
}

/** Lists the streams of groups, in their order, some groups ahead. */
export function listGroups(
  source: LogSource,
  groups: readonly string[],
  patterns: readonly NamePattern[],
): AsyncIterable<GroupListing> {
  return ahead(groups, { items: LISTED_AHEAD }, async (group) => {
    try {
      const all = await source.streams(group, listingPrefix(patterns))
      return { group, streams: all.filter(({ name }) => isMeant(name, patterns)) }
    } catch (cause) {
      if (cause instanceof AwsFailure) return { group, streams: cause }
      throw cause
    }
  })
}
