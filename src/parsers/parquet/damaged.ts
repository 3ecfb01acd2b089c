import * as messages from '../../messages/parquet.ts'
import { ReadFailure } from '../../objects/types.ts'

/** The failure of a file whose bytes contradict the format. */
export function damaged(reason: string, cause?: unknown): ReadFailure {
  return new ReadFailure('parse', messages.damaged(reason), { cause })
}

/**
 * Decoders fail on damaged bytes in ways of their own (RangeError, TypeError, the errors of a codec). All of them mean
 * that the file is damaged.
 */
export function decodingFailure(error: unknown): ReadFailure {
  if (error instanceof ReadFailure && error.kind === 'parse') return error
  return damaged(error instanceof Error ? error.message : String(error), error)
}
