/** The kinds of sources, by the element that names them. */
export type SourceKind = 'bucket' | 'service' | 'subscriber'

export interface Finding {
  /** Line number, from 1. */
  readonly line: number
  /** `refused`: the manager disables the whole block. `mistake`: the block runs, but not as intended. */
  readonly level: 'refused' | 'mistake'
  readonly text: string
}

/** One `<bucket>`, `<service>` or `<subscriber>`: the manager starts one run for it. */
export interface Source {
  readonly kind: SourceKind
  /** `cloudtrail`, `cloudwatchlogs`, `buckets`, … */
  readonly type: string
  /** Name of the bucket, the queue, or the log groups; may be empty. */
  readonly name: string
  readonly line: number
  /** Flags of its run, each followed by its value, before the manager joins them to one text. */
  readonly argv: readonly string[]
  /** Two sources with the same identity read the same logs. */
  readonly identity: string
  /** The path in the bucket, if everything under it is read; undefined if only objects of an AWS layout are read. */
  readonly wholePath?: string | undefined
}

/** A `<wodle name="aws-s3">`: one module of the manager. */
export interface Block {
  readonly line: number
  readonly isDisabled: boolean
  /** True if neither the manager nor this program can use the block. */
  readonly isUnusable: boolean
  /** In the order of the manager: buckets, services, subscribers. */
  readonly sources: readonly Source[]
}

/** The parts of a file that are about this module. */
export interface OssecConf {
  readonly blocks: readonly Block[]
  /** In the order of their lines. */
  readonly findings: readonly Finding[]
}

/** What checking a file needs beside the file. */
export interface Surroundings {
  /** Level of `wazuh_modules.debug`, 0 to 3, which the manager passes on. */
  readonly debugLevel: number
  /** Profiles of the user who runs the manager; undefined if they cannot be read. */
  readonly profiles?: ReadonlySet<string> | undefined
}
