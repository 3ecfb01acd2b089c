import * as output from './output.ts'
import { escapeControl } from './python/text.ts'

/** 0 for the contract's lines alone, 1 for basics, 2 for details, 3 for each event. */
export type DebugLevel = 0 | 1 | 2 | 3

export interface Line {
  /** A label, `plain` for a line without a label, or the debug level from which the line is printed. */
  readonly level: 'error' | 'warning' | 'plain' | 1 | 2 | 3
  readonly text: string
}

// A log is one for the process, as stdout and stderr are.
let level: DebugLevel = 0
let out = 1
let errors = 0
let isLive = false

/** Sets the level of {@link debug}. Default: 0. */
export function setDebugLevel(value: DebugLevel): void {
  level = value
}

/** @returns the current level. Check it before building an expensive line */
export function debugLevel(): DebugLevel {
  return level
}

/** Sends all lines to stderr: stdout is for events (`--emit stdout`) or for the result of a command. */
export function logToStderr(): void {
  out = 2
}

export function print({ level, text }: Line): void {
  if (level === 'error') error(text)
  else if (level === 'warning') warning(text)
  else if (level === 'plain') line(text)
  else debug(level, text)
}

/** Prints `DEBUG: text` if the level is `from` or more. */
export function debug(from: 1 | 2 | 3, text: string): void {
  if (level >= from) write(out, `DEBUG: ${text}`)
}

export function info(text: string): void {
  write(out, `INFO: ${text}`)
}

export function warning(text: string): void {
  write(out, `WARNING: ${text}`)
}

export function error(text: string): void {
  errors++
  write(out, `ERROR: ${text}`)
}

/**
 * Prints `DEBUG: text` on stderr if the level is `from` or more, for lines that the contract lacks: the scheduler
 * captures both streams, and scripts that compare stdout see no difference.
 */
export function debugToStderr(from: 1 | 2 | 3, text: string): void {
  if (level >= from) write(2, `DEBUG: ${text}`)
}

/** Prints a line without a label on stderr, for people at a terminal. */
export function note(text: string): void {
  write(2, text)
}

/** Shows a text as the last line of the terminal, until anything else is printed. */
export function showLive(text: string): void {
  output.write(2, Buffer.from(`\r\x1b[K${escapeControl(text)}`))
  isLive = true
}

/** Removes the line of {@link showLive}. Every line does so first. */
export function clearLive(): void {
  if (!isLive) return
  isLive = false
  output.write(2, Buffer.from('\r\x1b[K'))
}

/** @returns the number of printed `ERROR:` lines */
export function errorCount(): number {
  return errors
}

/** Prints `ERROR: text` on stderr, for lines that the contract lacks. */
export function errorToStderr(text: string): void {
  write(2, `ERROR: ${text}`)
}

export function warningToStderr(text: string): void {
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

/** Prints a line of the result of a command, always on stdout. @param style see {@link line} */
export function result(text: string, style = (plain: string) => plain): void {
  write(1, text, style)
}

/** Does the same as {@link result}. @returns true if somebody reads it */
export function resultIsRead(text: string): boolean {
  return write(1, text)
}

function write(out: number, text: string, style = (plain: string) => plain): boolean {
  clearLive()
  return output.write(out, Buffer.from(`${style(escapeControl(text))}\n`))
}
