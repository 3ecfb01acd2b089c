import type { DecodeJob, Format } from '../pipeline/decode.ts'
import type { ObjectEvents } from '../pipeline/object-events.ts'
import type { WriterOptions } from '../transform/event-writer.ts'
import type { ObjectBody } from '../walker/types.ts'

/** An option that a subscriber cannot do without. */
export interface RequiredOption {
  /** As in {@link Options}. */
  readonly name: 'roleArn' | 'queue' | 'externalId'
  /** As typed, without dashes. */
  readonly flag: string
}

/** How the objects of a subscriber are read. */
type Reading =
  | {
      /** Each as a whole, on a worker. */
      readonly kind: 'whole'
      /**
       * Picks what turns the bytes into events.
       *
       * @param content expanded bytes
       */
      readonly formatOf: (content: Uint8Array, job: DecodeJob) => Format
    }
  | {
      /** Piece by piece, so that memory does not grow with the object. */
      readonly kind: 'pieces'
      /** @throws AwsFailure; a ReadFailure is part of the result */
      readonly open: (body: ObjectBody, options: WriterOptions) => Promise<ObjectEvents>
    }

/** What `--subscriber` can be. One file under `src/subscribers/`, one row in its registry. */
export interface SubscriberType {
  /** Value of `--subscriber`, in lower case. */
  readonly name: string
  /** In the order in which they are asked for (exit 21). */
  readonly required: readonly RequiredOption[]
  readonly reading: Reading
}

export const QUEUE: RequiredOption = { name: 'queue', flag: 'queue' }
