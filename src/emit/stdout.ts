import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isatty } from 'node:tty'
import { getSystemErrorMessage } from 'node:util'
import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/emit.ts'
import { escapeControl } from '../python/text.ts'
import { messageText, sayBefore } from './lines.ts'
import { type Paints, prettyEvent } from './pretty.ts'
import type { Emitter, EventBatch } from './types.ts'

const STDOUT = 1
/** Milliseconds until a full pipe is tried again. */
const FULL_PAUSE = 5
/** Events in one write. */
const CHUNK = 256

/**
 * `--emit stdout`: an event a line, as it would go to the queue but for the header; indented and in colours (unless
 * `NO_COLOR` is set) when people look at it on a terminal.
 */
export function openStdout(signal: AbortSignal): Emitter {
  const counts = { sent: 0, tooLong: 0 }
  let form: ((text: string) => string) | undefined
  return {
    counts,
    async send(batch) {
      form ??= isatty(STDOUT) ? await terminalForm() : escapeControl
      for (let at = 0, said = 0; ; ) {
        signal.throwIfAborted()
        said = sayBefore(batch, said, at)
        if (at === batch.ends.length) return
        const to = Math.min(batch.lines[said]?.before ?? batch.ends.length, at + CHUNK)
        await writeEvents(eventsOf(batch, at, to, form), counts)
        at = to
      }
    },
    async close() {},
  }
}

function eventsOf(batch: EventBatch, from: number, to: number, form: (text: string) => string): readonly Buffer[] {
  return Array.from({ length: to - from }, (_, n) => Buffer.from(`${form(messageText(batch, from + n))}\n`))
}

/** Only what was written whole counts. */
async function writeEvents(events: readonly Buffer[], counts: { sent: number }): Promise<void> {
  let left = 0
  try {
    await writeAll(Buffer.concat(events), (bytes) => {
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
 * Writes a text whole, line by line as far as its reader goes.
 *
 * @param onWritten told how many bytes were written
 * @throws RunError 141 when nobody reads any more, 13 when the system says something else
 */
async function writeAll(bytes: Uint8Array, onWritten: (bytes: number) => void): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    try {
      const written = writeSync(STDOUT, bytes, at)
      at += written
      onWritten(written)
    } catch (cause) {
      const { code, errno = 0 } = cause as NodeJS.ErrnoException
      if (code === 'EPIPE') throw new RunError(ExitCode.brokenPipe, [], { cause })
      if (code !== 'EAGAIN')
        throw new RunError(ExitCode.send, messages.sendingFailed(-errno, getSystemErrorMessage(errno)), { cause })
      await sleep(FULL_PAUSE)
    }
  }
}
