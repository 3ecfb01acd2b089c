import { beforeEach } from 'vitest'
import { DatagramSink, type SinkOptions } from '../helpers/datagram-sink.ts'
import type { Home } from '../helpers/home.ts'
import type { LocalAws } from '../helpers/local-aws/index.ts'
import type { QueueOptions } from '../helpers/local-aws/queue.ts'
import { type CliResult, type CliRun, spawnCli } from '../helpers/run-cli.ts'
import { runHere } from '../helpers/run-here.ts'
import { setStage } from '../helpers/stage.ts'

const BUCKET = 'notified'
export const QUEUE = 'notifications'
const ARGV = ['--subscriber', 'buckets', '--queue', QUEUE]

/** A cloud with a bucket and a queue, a home and the manager's queue, fresh for each test of a file. */
export class QueueStage {
  aws!: LocalAws
  home!: Home
  sink!: DatagramSink

  /** Puts an object and sends the message that tells of it. */
  put(key: string, content: string | Uint8Array): void {
    this.aws.s3.put(BUCKET, key, Buffer.from(content))
    this.notify(key)
  }

  /** Sends a message that tells of objects, which need not be there. */
  notify(...keys: readonly string[]): void {
    const records = keys.map((key) => ({ s3: { bucket: { name: BUCKET }, object: { key } } }))
    this.aws.sqs.send(QUEUE, JSON.stringify({ Records: records }))
  }

  run(...more: readonly string[]): Promise<CliResult> {
    return runHere(this.home, [...ARGV, ...more])
  }

  spawn(...more: readonly string[]): CliRun {
    return spawnCli(this.home, [...ARGV, ...more])
  }

  /** Opens the manager's queue anew. */
  async useSink(options: SinkOptions): Promise<void> {
    await this.sink.close()
    this.sink = new DatagramSink(this.home.socket, options)
  }

  /** Messages in the queue, hidden ones included. */
  get depth(): number {
    return this.aws.sqs.depths()[QUEUE] ?? 0
  }

  /** The members `id` of the events that arrived, in order. */
  ids(): string[] {
    return this.sink.texts().map((text) => /"id": "([^"]*)"/.exec(text)?.[1] ?? text)
  }
}

/** Makes the stage of a test file. An empty queue answers at once. */
export function queueStage(options: QueueOptions = {}): QueueStage {
  const stage = setStage(new QueueStage(), '[default]\nregion = us-east-1\nmax_attempts = 2\n')
  beforeEach(() => {
    stage.aws.s3.createBucket(BUCKET)
    stage.aws.sqs.createQueue('dead')
    stage.aws.sqs.createQueue(QUEUE, options)
    stage.aws.sqs.longPolling = false
  })
  return stage
}

/** JSON objects with the members `id`: `NAME-0`, `NAME-1` … */
export function events(name: string, count: number): string {
  return Array.from({ length: count }, (_, n) => JSON.stringify({ id: `${name}-${n}` })).join('\n')
}
