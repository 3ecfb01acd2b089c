import { setTimeout as sleep } from 'node:timers/promises'
import { isatty } from 'node:tty'
import { getSystemErrorMessage } from 'node:util'
import { ExitCode, RunError } from '../errors.ts'
import { clearLive } from '../log.ts'
import * as messages from '../messages/emit.ts'
import { FULL_PIPE_DELAY_MS, writeOnce } from '../output.ts'
import { escapeControl } from '../python/text.ts'
import { type Paints, prettyEvent } from './pretty.ts'
import { messageText, printLinesBefore } from './print-lines.ts'
import type { Emitter, EventBatch } from './types.ts'

const STDOUT = 1
/** Events per write. */
const CHUNK_EVENTS = 256

/**
 * `--emit stdout`: writes each event as a line, without the header of the queue. On a terminal, events are indented and in
 * colours (unless `NO_COLOR` is set).
 */
export function openStdout(signal: AbortSignal): Emitter {
  const counts = { sent: 0, tooLong: 0 }
  let form: ((text: string) => string) | undefined
  return {
    counts,
    async send(batch) {
      form ??= isatty(STDOUT) ? await terminalForm() : escapeControl
      for (let at = 0, printed = 0; ; ) {
        signal.throwIfAborted()
        printed = printLinesBefore(batch, printed, at)
        if (at === batch.ends.length) return
        const to = Math.min(batch.lines[printed]?.before ?? batch.ends.length, at + CHUNK_EVENTS)
        await writeEvents(eventsOf(batch, at, to, form), counts, signal)
        at = to
      }
    },
    async close() {},
  }
}

function eventsOf(batch: EventBatch, from: number, to: number, form: (text: string) => string): readonly Buffer[] {
  return Array.from({ length: to - from }, (_, n) => Buffer.from(`${form(messageText(batch, from + n))}\n`))
}

/** Counts only events that were written completely. */
async function writeEvents(events: readonly Buffer[], counts: { sent: number }, signal: AbortSignal): Promise<void> {
  let left = 0
  try {
    await writeAll(Buffer.concat(events), signal, (bytes) => {
      left += bytes
    })
  } finally {
    for (const { length } of events) {
      left -= length
      if (left >= 0) counts.sent++
    }
  }
}

async function terminalForm(): Promise<(text: string) => string> {
  const { Chalk } = await import('chalk')
  const paint = new Chalk({ level: process.stdout.hasColors() ? 1 : 0 })
  const paints: Paints = { key: paint.cyan, text: paint.green, other: paint.yellow, sign: paint.dim }
  return (text) => prettyEvent(text, paints)
}

/**
 * Writes all bytes, waiting while the pipe is full.
 *
 * @param onWritten called with the number of bytes of each write
 * @throws signal.reason, RunError 141 when the reader is gone, 13 for other errors of the system
 */
async function writeAll(bytes: Uint8Array, signal: AbortSignal, onWritten: (bytes: number) => void): Promise<void> {
  clearLive()
  for (let at = 0; at < bytes.length; ) {
    const written = writeOrThrow(bytes, at)
    at += written
    onWritten(written)
    if (written > 0) continue
    await sleep(FULL_PIPE_DELAY_MS)
    signal.throwIfAborted()
  }
}

function writeOrThrow(bytes: Uint8Array, at: number): number {
  try {
    return writeOnce(STDOUT, bytes, at)
  } catch (cause) {
    const { code, errno = 0 } = cause as NodeJS.ErrnoException
    if (code === 'EPIPE') throw new RunError(ExitCode.brokenPipe, [], { cause })
    throw new RunError(ExitCode.send, messages.sendingFailed(-errno, getSystemErrorMessage(errno)), { cause })
  }
}
