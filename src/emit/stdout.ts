import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isatty } from 'node:tty'
import { getSystemErrorMessage } from 'node:util'
import { ExitCode, RunError } from '../errors.ts'
import { escapeControl } from '../log.ts'
import * as messages from '../messages/emit.ts'
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
        await writeAll(textOf(batch, at, to, form))
        counts.sent += to - at
        at = to
      }
    },
    async close() {},
  }
}

function textOf(batch: EventBatch, from: number, to: number, form: (text: string) => string): string {
  let text = ''
  for (let event = from; event < to; event++) text += `${form(messageText(batch, event))}\n`
  return text
}

async function terminalForm(): Promise<(text: string) => string> {
  const { Chalk } = await import('chalk')
  const paint = new Chalk({ level: process.stdout.hasColors() ? 1 : 0 })
  const paints: Paints = { key: paint.cyan, text: paint.green, other: paint.yellow, sign: paint.dim }
  return (text) => prettyEvent(text, paints)
}

/** @throws RunError 13 when nobody reads any more */
async function writeAll(text: string): Promise<void> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(STDOUT, bytes, at)
    } catch (cause) {
      const { code, errno = 0 } = cause as NodeJS.ErrnoException
      if (code === 'EAGAIN') await sleep(FULL_PAUSE)
      else throw new RunError(ExitCode.send, messages.sendingFailed(-errno, getSystemErrorMessage(errno)), { cause })
    }
  }
}
