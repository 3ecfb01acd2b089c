import * as messages from '../messages/ossec-conf.ts'
import type { Finding, Source } from './contract.ts'

export interface PlacedSource {
  readonly file: string
  readonly source: Source
}

/**
 * Finds sources that read the same as another one. @param sources of all files, in order, without those that never run
 */
export function findOverlaps(sources: readonly PlacedSource[]): readonly (Finding & { readonly file: string })[] {
  return sources.flatMap((each, at) => {
    const text = overlapOf(each, sources.slice(0, at))
    return text === undefined ? [] : [{ file: each.file, line: each.source.line, level: 'mistake' as const, text }]
  })
}

function overlapOf({ file, source }: PlacedSource, before: readonly PlacedSource[]): string | undefined {
  const where = (other: PlacedSource) => messages.place(other.source.line, other.file === file ? undefined : other.file)
  const same = before.find((other) => other.source.identity === source.identity)
  if (same !== undefined) return messages.sameSource(where(same))
  const around = before.find((other) => isWithin(source, other.source) || isWithin(other.source, source))
  return around === undefined ? undefined : messages.overlappingPaths(where(around))
}

/** @returns true if one source reads everything under the path of the other */
function isWithin(inner: Source, outer: Source): boolean {
  if (inner.name !== outer.name || inner.type !== outer.type) return false
  if (inner.wholePath === undefined || outer.wholePath === undefined) return false
  return inner.wholePath.startsWith(outer.wholePath)
}
