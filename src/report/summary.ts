import type { ManagerCounts } from '../emit/types.ts'
import type { Options, SourceOptions } from '../options.ts'
import type { PlaceCounts } from './contract.ts'
import { later, ZERO } from './tally.ts'

/** The result of a run. Times are milliseconds since 1970. */
export interface Summary {
  readonly source: SourceName
  readonly mode: Options['output']['mode']
  readonly started: number
  readonly ended: number
  readonly exitCode: number
  /** End of the last successful run that collected, which may be this one. Undefined without any. */
  readonly lastSuccess?: number | undefined
  /** Number of `ERROR:` lines. */
  readonly errors: number
  readonly tooLong: number
  /** Undefined if the manager does not report them. */
  readonly manager?: ManagerCounts | undefined
  readonly places: readonly PlaceCounts[]
}

/** The identity of a source, the same in all of its runs. */
export interface SourceName {
  /** Bucket and path, log groups or service, or queue; then all else that distinguishes sources: accounts, regions. */
  readonly source: string
  /** Value of `--type`, `--service` or `--subscriber`. */
  readonly type: string
}

export function sourceName(options: SourceOptions): SourceName {
  switch (options.kind) {
    case 'bucket': {
      const { bucket, trailPrefix, trailSuffix, organizationId = '', accountIds, regions } = options
      return {
        source: joined(`${bucket}/${trailPrefix}`, trailSuffix, organizationId, ...accountIds, ...regions),
        type: options.type,
      }
    }
    case 'service':
      return {
        source: joined(options.logGroups.join(',') || options.service, ...options.regions),
        type: options.service,
      }
    case 'subscriber':
      return { source: options.queue ?? '', type: options.subscriber }
  }
}

const joined = (...parts: readonly string[]) => parts.filter((part) => part !== '').join(' ')

/** The parts that must survive a run that fails or finds nothing new. */
export type Memory = Pick<Summary, 'lastSuccess'> & {
  readonly places: readonly Pick<PlaceCounts, 'account' | 'region' | 'newest'>[]
}

/** @returns a summary with the memory of an earlier one */
export function withMemory(summary: Summary, memory: Memory): Summary {
  const isSuccess = summary.mode === 'collect' && summary.exitCode === 0
  const nameOf = ({ account, region }: { account: string; region: string }) => `${account}/${region}`
  const before = new Map(memory.places.map((place) => [nameOf(place), place]))
  const places = summary.places.map((place) => {
    const known = before.get(nameOf(place))
    before.delete(nameOf(place))
    return { ...place, newest: later(place.newest, known?.newest) }
  })
  const idle = [...before.values()].map((place) => ({ ...ZERO, ...place }))
  return { ...summary, lastSuccess: isSuccess ? summary.ended : memory.lastSuccess, places: [...places, ...idle] }
}
