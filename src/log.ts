import { writeSync } from 'node:fs'
import { escapeControl } from './python/text.ts'

/** 0: the contract's lines only; 1: basics; 2: details; 3: each event. */
export type DebugLevel = 0 | 1 | 2 | 3

let level: DebugLevel = 0
let out = 1

/** Sets the level of {@link debug}. Default 0. */
export function setDebugLevel(value: DebugLevel): void {
  level = value
}

/** The level in force: ask before building an expensive line. */
export function debugLevel(): DebugLevel {
  return level
}

/** Sends the lines to stderr: stdout then belongs to the events (`--emit stdout`), or to the result of a command. */
export function logToStderr(): void {
  out = 2
}

/** Prints `DEBUG: text` when the level is `from` or more. */
export function debug(from: 1 | 2 | 3, text: string): void {
  if (level >= from) write(out, `DEBUG: ${text}`)
}

/** Prints `INFO: text`. */
export function info(text: string): void {
  write(out, `INFO: ${text}`)
}

/** Prints `WARNING: text`. */
export function warning(text: string): void {
  write(out, `WARNING: ${text}`)
}

/** Prints `ERROR: text`. */
export function error(text: string): void {
  write(out, `ERROR: ${text}`)
}

/**
 * Prints `DEBUG: text` on stderr when the level is `from` or more: for what stands beside the contract's lines. The
 * scheduler captures both streams; scripts that compare stdout see what they always saw.
 */
export function aside(from: 1 | 2 | 3, text: string): void {
  if (level >= from) write(2, `DEBUG: ${text}`)
}

/** Prints `WARNING: text` on stderr, for the same reason. */
export function asideWarning(text: string): void {
  write(2, `WARNING: ${text}`)
}

/**
 * Prints a line without a label (the contract has a few: deprecation notices).
 *
 * @param style colours for a terminal, put around the escaped text
 */
export function line(text: string, style = (plain: string) => plain): void {
  write(out, text, style)
}

/** Prints a line of the result of a command: always on stdout. @param style as of {@link line} */
export function result(text: string, style = (plain: string) => plain): void {
  write(1, text, style)
}

/** Milliseconds until a full pipe is tried again. */
const FULL_PAUSE = 5
const NEVER = new Int32Array(new SharedArrayBuffer(4))

function write(out: number, text: string, style = (plain: string) => plain): void {
  writeBytes(out, Buffer.from(`${style(escapeControl(text))}\n`))
}

/** Writes to a descriptor what another run of this program has printed. */
export function writeBytes(out: number, bytes: Uint8Array): void {
  // Blocking on purpose: lines stand in the order of the events they tell of, and none is lost when the process ends.
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(out, bytes, at)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EAGAIN') {
        Atomics.wait(NEVER, 0, 0, FULL_PAUSE)
        continue
      }
      return // The reader of our output is gone (EPIPE): the events matter more than the lines.
    }
  }
}
