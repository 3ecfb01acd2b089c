import { gzipSync } from 'node:zlib'
import { DatagramSink, type SinkOptions } from '../helpers/datagram-sink.ts'
import { type HomeOptions, makeHome } from '../helpers/home.ts'
import { type Stage as BaseStage, setStage } from '../helpers/stage.ts'
import { readState } from '../helpers/state-db.ts'

export const BUCKET = 'trail-bucket'
const FOLDER = 'AWSLogs/123456789012/CloudTrail/us-east-1/2024/01/02'
export const ARGV = ['--bucket', BUCKET, '--only_logs_after', '2024-JAN-01'] as const

/** A cloud, a home and a queue, fresh for each test of a file. */
export interface Stage extends BaseStage {
  /** Puts a CloudTrail file of `events` records, whose ids are `NAME-0`, `NAME-1` …; gives its key. */
  put(name: string, events?: number, bucket?: string): string
  /** Starts over with a home of another configuration. */
  useHome(options: HomeOptions): void
  /** Opens the queue anew. */
  useSink(options: SinkOptions): Promise<void>
  /** The event ids that arrived, in order. */
  ids(): string[]
  /** Keys that the state remembers. */
  marked(): string[]
}

/** Makes the stage of a test file. */
export function stageOf(config = '[default]\nregion = us-east-1\nmax_attempts = 2\n'): Stage {
  const stage: Stage = {
    put(name, events = 1, bucket = BUCKET) {
      const Records = Array.from({ length: events }, (_, n) => ({ eventID: `${name}-${n}` }))
      const key = `${FOLDER}/123456789012_CloudTrail_us-east-1_20240102T0000Z_${name}.json.gz`
      stage.aws.s3.put(bucket, key, gzipSync(JSON.stringify({ Records })))
      return key
    },
    useHome(options: HomeOptions) {
      stage.home.remove()
      stage.home = makeHome(stage.aws.url, options)
    },
    async useSink(options: SinkOptions) {
      await stage.sink.close()
      stage.sink = new DatagramSink(stage.home.socket, options)
    },
    ids: () => stage.sink.texts().map((text) => /"eventID": "([^"]*)"/.exec(text)?.[1] ?? text),
    marked: () => (readState(stage.home)['s3_cloudtrail.cloudtrail'] ?? []).map((row) => String(row.log_key)),
  } as Stage
  return setStage(stage, config)
}
