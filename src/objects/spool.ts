import { randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LF } from '../bytes.ts'
import { ExitCode } from '../errors.ts'
import { noSpool, recordTooLong } from '../messages/object.ts'
import { expandStream } from './expand-stream.ts'
import { overLimit } from './inflate.ts'
import { TextReader } from './text.ts'
import { ReadFailure } from './types.ts'

/** Bytes of a block. A longer record makes its block longer. */
const BLOCK_BYTES = 1024 * 1024
/** Of a line of text. */
export const MAX_RECORD_BYTES = 8 * 1024 * 1024

/** The disk fails or is full. The object may be fine, and is tried again later. */
export class NoSpool extends ReadFailure {
  constructor(cause: unknown) {
    super('unknown', noSpool((cause as Error).message), { cause })
  }

  override get exitCode(): ExitCode {
    return ExitCode.objectProcessing
  }
}

/** @returns the end of the last complete record of a block; 0: there is no complete record */
export type RecordsEnd = (block: Uint8Array) => number

/**
 * The text of a large object, on disk. The object was expanded and checked as it was written. The text can be read several
 * times, in blocks of whole records.
 */
export class Spool {
  readonly #file: FileHandle
  /** Bytes of text. */
  readonly size: number

  constructor(file: FileHandle, size: number) {
    this.#file = file
    this.size = size
  }

  /**
   * Reads the text in blocks of about a megabyte that end with a record. The caller may change a block, and must not use it
   * after the next one.
   *
   * @param recordsEnd default: a record is a line
   * @throws ReadFailure for a record that is too long, NoSpool
   */
  async *blocks(recordsEnd: RecordsEnd = (block) => block.lastIndexOf(LF) + 1): AsyncGenerator<Uint8Array> {
    let buffer = new Uint8Array(Math.min(BLOCK_BYTES, this.size))
    let held = 0
    for (let position = 0; position < this.size || held > 0; ) {
      if (held === buffer.length) buffer = Buffer.concat([buffer], 2 * held)
      const { bytesRead } = await onDisk(this.#file.read(buffer, held, buffer.length - held, position))
      position += bytesRead
      held += bytesRead
      const last = position >= this.size || bytesRead === 0
      const end = last ? held : recordsEnd(buffer.subarray(0, held))
      if (end === 0 && held > MAX_RECORD_BYTES) throw new ReadFailure('parse', recordTooLong(MAX_RECORD_BYTES))
      if (end === 0) continue
      yield buffer.subarray(0, end)
      buffer.copyWithin(0, end, held)
      held -= end
    }
  }

  /** Frees the disk space. */
  async close(): Promise<void> {
    await this.#file.close()
  }
}

/**
 * Expands an object that arrives in pieces, checks that it is text, and writes the text to an unnamed file, which vanishes
 * with the process.
 *
 * @param limit     maximum bytes of text
 * @param directory default: the system's for temporary files (`TMPDIR`)
 * @throws ReadFailure; NoSpool when the disk fails; the errors of `chunks`
 */
export async function spool(
  chunks: AsyncIterable<Uint8Array>,
  key: string,
  limit: number,
  directory: string = tmpdir(),
): Promise<Spool> {
  const file = await onDisk(openUnnamed(directory))
  try {
    return new Spool(file, await fill(file, expandStream(chunks, key, limit), limit))
  } catch (cause) {
    await file.close()
    throw cause
  }
}

/**
 * Writes an object as stored to an unnamed file, which can be read at any position.
 *
 * @throws NoSpool when the disk fails; the errors of `chunks`
 */
export async function keepOnDisk(chunks: AsyncIterable<Uint8Array>, directory: string = tmpdir()) {
  const file = await onDisk(openUnnamed(directory))
  try {
    let byteLength = 0
    for await (const chunk of chunks) {
      await onDisk(file.writeFile(chunk))
      byteLength += chunk.length
    }
    return {
      byteLength,
      /** @returns the bytes from `start` to `end`, exclusive */
      async slice(start: number, end: number): Promise<ArrayBuffer> {
        const bytes = new Uint8Array(end - start)
        const { bytesRead } = await onDisk(file.read(bytes, 0, bytes.length, start))
        return bytesRead === bytes.length ? bytes.buffer : bytes.buffer.slice(0, bytesRead)
      },
      close: () => file.close(),
    }
  } catch (cause) {
    await file.close()
    throw cause
  }
}

async function fill(file: FileHandle, content: AsyncIterable<Uint8Array>, limit: number): Promise<number> {
  const reader = new TextReader()
  let size = 0
  for await (const piece of content) {
    const text = reader.push(piece)
    size += text.length
    if (size > limit) throw overLimit()
    await onDisk(file.writeFile(text))
  }
  reader.end()
  return size
}

async function openUnnamed(directory: string): Promise<FileHandle> {
  const path = join(directory, `aws-s3-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  await unlink(path)
  return file
}

async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new NoSpool(cause)
  }
}
