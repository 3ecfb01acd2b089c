import type { LookupFunction } from 'node:net'
import type { FindingSource, LogSource } from '../services/types.ts'
import type { MessageQueue } from '../subscribers/types.ts'
import type { ObjectSource } from '../walker/types.ts'
import type { Tuning } from './profile/tuning.ts'
import type { Timeouts } from './transport/http.ts'

/**
 * AWS as a run sees it. A client is made, and its code is loaded, when it is first used.
 *
 * Every call is retried as the profile says. A call with an `AbortSignal` rejects with `signal.reason` once it is
 * aborted, and its request and its retry delay end with it.
 */
export interface Connection {
  /** S3, in the region of the client settings (see `Settings.region`). */
  readonly objects: ObjectSource
  readonly tuning: Tuning
  /** `region` of the profile: services are read there when `--regions` names none. */
  readonly profileRegion?: string | undefined
  /**
   * Prints what the profile sets (level 2), and that keys on the command line are deprecated: once for a bucket, once
   * for each region of a service.
   */
  logProfile(): void
  /** @returns the 12-digit id of the account that the run's keys belong to @throws AwsFailure, RunError 3 */
  identity(signal?: AbortSignal): Promise<string>
  /** @returns the ids of all flow logs of a region, in AWS's order @throws AwsFailure, RunError 3 */
  flowLogs(region: string, signal?: AbortSignal): Promise<readonly string[]>
  logs(region: string): Promise<LogSource>
  findings(region: string): Promise<FindingSource>
  /** @returns Inspector Classic of a region, which AWS has shut down; emulators and older installations have it */
  classicFindings(region: string): Promise<FindingSource>
  /**
   * @param hideSeconds for which a received message is hidden from others. Default: the queue's own
   * @returns the queue of that name
   * @throws AwsFailure `not-found` if it does not exist, RunError 3
   */
  queue(name: string, signal?: AbortSignal, hideSeconds?: number): Promise<MessageQueue>
  /** Closes idle connections, so that the process can end. */
  close(): void
}

/** The parts that tests replace. */
export interface ConnectOverrides {
  /** Resolves host names. Default: the system's resolver. */
  readonly lookup?: LookupFunction
  /** Default: 10,000 ms to connect, 60,000 ms without a byte or below 1 KB a second, 180,000 ms without an answer. */
  readonly timeouts?: Partial<Timeouts>
}
