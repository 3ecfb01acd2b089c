import { randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LF } from '../bytes.ts'
import { ExitCode, RunError } from '../errors.ts'
import { noSpool } from '../messages/object.ts'
import { expandStream } from './expand-stream.ts'
import { overLimit } from './inflate.ts'
import { TextReader } from './text.ts'

/** Bytes of a block; a record that is longer makes its block longer. */
const BLOCK = 1024 * 1024

/** Where the last complete record of a block ends; 0: none does. */
export type RecordsEnd = (block: Uint8Array) => number

/**
 * The text of a large object, on disk: read as a stream once to see that all of it can be expanded and is text, then
 * again, as often as needed, in blocks of whole records.
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
   * The text in blocks of about a megabyte that end where a record does. A block may be changed; it is gone when the
   * next one is asked for.
   *
   * @param recordsEnd default: a record is a line
   */
  async *blocks(recordsEnd: RecordsEnd = (block) => block.lastIndexOf(LF) + 1): AsyncGenerator<Uint8Array> {
    let buffer = new Uint8Array(BLOCK)
    let held = 0
    for (let position = 0; position < this.size || held > 0; ) {
      if (held === buffer.length) buffer = Buffer.concat([buffer], 2 * held)
      const { bytesRead } = await this.#file.read(buffer, held, buffer.length - held, position)
      position += bytesRead
      held += bytesRead
      const last = position >= this.size || bytesRead === 0
      const end = last ? held : recordsEnd(buffer.subarray(0, held))
      if (end === 0) continue
      yield buffer.subarray(0, end)
      buffer.copyWithin(0, end, held)
      held -= end
    }
  }

  /** Gives the disk space back. */
  async close(): Promise<void> {
    await this.#file.close()
  }
}

/**
 * Expands an object that arrives in pieces, checks that it is text, and keeps the text in a file without a name: when
 * the process ends, however it ends, nothing is left of it.
 *
 * @param limit     most bytes of text
 * @param directory default: the system's for temporary files (`TMPDIR`)
 * @throws ReadFailure, RunError 7 when the disk fails; and whatever `chunks` throws
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
 * An object as it is, on disk, in a file without a name: read at any place, as often as needed.
 *
 * @throws RunError 7 when the disk fails; and whatever `chunks` throws
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
      /** Bytes from `start` up to, not including, `end`. */
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
    // No fault of the object, which must not be passed over because of it.
    throw new RunError(ExitCode.objectProcessing, noSpool((cause as Error).message), { cause })
  }
}
