import type { CloudWatchState, LogGroup, StreamPosition } from '../../state/cloudwatch-state.ts'
import type { IngestionState, StreamMark } from '../../state/ingestion-state.ts'
import { aheadOf, type DatedAhead, datedAhead } from './dated-ahead.ts'
import { advance, type Backfill, type Progress } from './windows.ts'

export interface StreamStates {
  readonly positions: CloudWatchState
  readonly marks: IngestionState
}

export interface StoredStreamState {
  readonly group: LogGroup
  readonly stream: string
  readonly position: StreamPosition | undefined
  readonly mark: StreamMark | undefined
}

/** Stores how far a stream is read, once its events are sent. */
export class StreamCheckpoints {
  readonly #states: StreamStates
  readonly #group: LogGroup
  readonly #stream: string
  #position: StreamPosition | undefined
  #mark: StreamMark | undefined
  /** The position stored when the window began. */
  #base: StreamPosition | undefined
  #ingested: number | null
  #ahead: DatedAhead | undefined

  constructor({ group, stream, position, mark }: StoredStreamState, states: StreamStates) {
    this.#states = states
    this.#group = group
    this.#stream = stream
    this.#position = position
    this.#mark = mark
    this.#base = position
    this.#ingested = mark?.ingested ?? null
    this.#ahead = aheadOf(mark)
  }

  get position(): StreamPosition | undefined {
    return this.#position
  }

  /** @param ingested ingestion time of the newest event of a batch */
  recordSent(ingested: number): void {
    this.#ingested = Math.max(this.#ingested ?? 0, ingested)
  }

  async save(progress: Progress): Promise<void> {
    const next = advance(this.#base, progress, Date.now())
    this.#ahead = datedAhead(this.#ahead, progress, next.endTime, this.#ingested)
    if (progress.isDone) this.#base = next
    if (!isSame(next, this.#position)) await this.#states.positions.save(this.#group, this.#stream, next)
    this.#position = next
    const { from, to, since = from } = progress.window
    // Events after the stored end would be sent again if the run were killed now.
    if (this.#ahead && to === undefined) await this.#saveMark()
    if (to !== undefined && !progress.isDone) await this.#saveMark({ from: since, at: progress.lastTime ?? from })
  }

  /** Stores that late events are sent. The progress of a backfill stays. */
  async saveLate(): Promise<void> {
    const { backfillFrom: from = null, backfillAt: at = null } = this.#mark ?? {}
    await this.#saveMark(from === null || at === null ? undefined : { from, at })
  }

  /** Stores that the stream is read to its end. */
  finish(): void {
    const mark = this.#markOf()
    if (!isSame(mark, this.#mark)) this.#states.marks.saveLater(this.#group, this.#stream, mark)
  }

  async #saveMark(backfill?: Backfill): Promise<void> {
    const mark = this.#markOf(backfill)
    if (isSame(mark, this.#mark)) return
    await this.#states.marks.save(this.#group, this.#stream, mark)
    this.#mark = mark
  }

  #markOf(backfill?: Backfill): StreamMark {
    return {
      endTime: this.#position?.endTime ?? null,
      ingested: this.#ingested,
      backfillFrom: backfill?.from ?? null,
      backfillAt: backfill?.at ?? null,
      aheadTo: this.#ahead?.to ?? null,
      aheadIngested: this.#ahead?.ingested ?? null,
    }
  }
}

function isSame<T extends object>(a: T, b: T | undefined): boolean {
  return b !== undefined && (Object.keys(a) as (keyof T)[]).every((key) => a[key] === b[key])
}
