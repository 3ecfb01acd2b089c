import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatagramSink, type SinkOptions } from '../helpers/datagram-sink.ts'
import { type Home, makeHome } from '../helpers/home.ts'
import { type LocalAws, startLocalAws } from '../helpers/local-aws/index.ts'
import { type CliResult, type CliRun, spawnCli } from '../helpers/run-cli.ts'
import { EVENTS_A_UNIT, type FaultSource } from './sources.ts'

/** A row of the table. */
export interface Outcome {
  readonly runs: number
  readonly events: number
  readonly lost: number
  readonly twice: number
}

const CONFIG = '[default]\nregion = us-east-1\nmax_attempts = 5\n'

/** A cloud, a home and a reader, with the events of one source, fresh for each fault. */
export class Scene {
  readonly source: FaultSource
  readonly units: number
  readonly aws: LocalAws
  readonly home: Home
  sink: DatagramSink
  /** Called with the number of events so far. */
  onEvent: (count: number) => void = () => {}
  #runs = 0
  #earlier: string[] = []

  private constructor(source: FaultSource, units: number, aws: LocalAws, options: SinkOptions) {
    this.source = source
    this.units = units
    this.aws = aws
    this.home = makeHome(aws.url, { config: CONFIG })
    this.sink = this.#open(options)
    source.seed(aws, units)
  }

  static async with(
    source: FaultSource,
    units: number,
    body: (scene: Scene) => Promise<void>,
    options: SinkOptions = {},
  ): Promise<Outcome> {
    const scene = new Scene(source, units, await startLocalAws(), options)
    try {
      await body(scene)
      await scene.sink.close()
      return scene.outcome()
    } finally {
      await scene.sink.close()
      await scene.aws.stop()
      scene.home.remove()
    }
  }

  start(...more: readonly string[]): CliRun {
    this.#runs++
    return spawnCli(this.home, [...this.source.argv, ...more], { timeoutMs: 600_000 })
  }

  run(...more: readonly string[]): Promise<CliResult> {
    return this.start(...more).result
  }

  /** A run that must get through. */
  async finish(...more: readonly string[]): Promise<void> {
    this.source.recover?.(this.aws)
    const { exit, stdout } = await this.run(...more)
    assert.equal(exit, 0, stdout.join('\n'))
    await this.settle()
  }

  /** Opens the queue anew. */
  async useSink(options: SinkOptions): Promise<void> {
    await this.sink.close()
    this.#earlier.push(...this.sink.texts())
    this.sink = this.#open(options)
  }

  #open(options: SinkOptions): DatagramSink {
    const onDatagram = (datagram: Buffer) => {
      options.onDatagram?.(datagram)
      this.onEvent(this.#earlier.length + this.sink.datagrams.length)
    }
    return new DatagramSink(this.home.socket, { ...options, onDatagram })
  }

  /** Waits until what was sent is read. */
  async settle(): Promise<void> {
    for (let before = -1; before !== this.sink.datagrams.length; await sleep(30)) before = this.sink.datagrams.length
  }

  /** Events in the order in which they arrived: `u3-0`. */
  events(): readonly string[] {
    return [...this.#earlier, ...this.sink.texts()].map((text) => /\bu\d+-\d+\b/.exec(text)?.[0] ?? text)
  }

  outcome(): Outcome {
    const events = this.events()
    const twice = repeated(events).length
    const sent = this.units * EVENTS_A_UNIT
    return { runs: this.#runs, events: sent, lost: sent - (events.length - twice), twice }
  }
}

/** @returns each arrival of an event but the first */
export function repeated(events: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return events.filter((event) => seen.size === seen.add(event).size)
}

/** Units of events that were there before, in what has come since. */
export function unitsAgain(before: readonly string[], since: readonly string[]): ReadonlySet<string> {
  const known = new Set(before)
  return new Set(since.filter((event) => known.has(event)).map((event) => event.split('-')[0] ?? event))
}
