import * as messages from '../../messages/parquet.ts'
import { ReadFailure } from '../../objects/types.ts'

/** The failure of a file whose bytes contradict the format. */
export function damaged(reason: string, cause?: unknown): ReadFailure {
  return new ReadFailure('parse', messages.damaged(reason), { cause })
}

/**
 * Runs a step that decodes bytes of the file. Decoders trip over damaged bytes in ways of their own (RangeError,
 * TypeError, errors of zlib): all of them mean that the file is damaged.
 *
 * @throws ReadFailure 'parse'
 */
export function decoding<T>(step: () => T): T {
  try {
    return step()
  } catch (error) {
    if (error instanceof ReadFailure) throw error
    throw damaged(error instanceof Error ? error.message : String(error), error)
  }
}
