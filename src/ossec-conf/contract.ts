/** Where logs can be read from, by the element that says so. */
export type SourceKind = 'bucket' | 'service' | 'subscriber'

/** Something that is wrong with a file. */
export interface Finding {
  /** From 1. */
  readonly line: number
  /** `refused`: the manager switches the whole block off. `mistake`: it runs, but not as it was meant. */
  readonly level: 'refused' | 'mistake'
  readonly text: string
}

/** One `<bucket>`, `<service>` or `<subscriber>`: the manager starts one run for it. */
export interface Source {
  readonly kind: SourceKind
  /** `cloudtrail`, `cloudwatchlogs`, `buckets`, … */
  readonly type: string
  /** Of the bucket, the queue, or the log groups; empty where there is none. */
  readonly name: string
  readonly line: number
  /** Flags of its run, each with its value behind it, as the manager has them before it makes a text of them. */
  readonly argv: readonly string[]
  /** Two sources with the same identity read the same logs. */
  readonly identity: string
  /** Path in the bucket when all that is under it is read; undefined: only what a layout of AWS has there. */
  readonly wholePath?: string
}

/** A `<wodle name="aws-s3">`: a module of its own. */
export interface Block {
  readonly line: number
  readonly isDisabled: boolean
  /** Something in it that neither the manager nor this program can use. */
  readonly isUnusable: boolean
  /** In the order in which the manager runs them: buckets, services, subscribers. */
  readonly sources: readonly Source[]
}

/** What a file says of this module. */
export interface OssecConf {
  readonly blocks: readonly Block[]
  /** In the order of their lines. */
  readonly findings: readonly Finding[]
}

/** What a file is checked against beside itself. */
export interface Surroundings {
  /** Level of `wazuh_modules.debug`, 0 to 3: the manager passes it on. */
  readonly debugLevel: number
  /** Profiles of the user who runs the manager; undefined: they cannot be seen. */
  readonly profiles?: ReadonlySet<string>
}
