import { isDeepStrictEqual } from 'node:util'
import type { Expectation, Left, State } from './case.ts'

/** The observable results of a run. */
export interface Observation {
  readonly exit: number | string
  readonly datagrams: readonly string[]
  readonly stdout: readonly string[]
  readonly stderr: readonly string[]
  readonly db: State
  readonly left: Left
}

/** Lines that print something internal: only their starts are compared. */
const LOOSE_STARTS = [
  'DEBUG: Args:',
  'DEBUG: The message is: {',
  'DEBUG: The raw message is',
  'DEBUG: The saved values are',
  'DEBUG: Log Entry:',
  'DEBUG: Processed message',
  'DEBUG: only logs:',
  'DEBUG: Token:',
  'DEBUG: Getting CloudWatch logs',
  'DEBUG: Data for the following log streams',
  "DEBUG: The message's timestamp",
  'DEBUG: The SQS queue is:',
  'DEBUG: Found ',
  'WARNING: Could not reformat event',
  'Traceback',
  '  File',
  '    ',
]
const LABELLED = /^(?:DEBUG|INFO|WARNING|ERROR): /

/** Texts that end in a cause, whose wording is free. */
const FREE_WORDS: readonly (readonly [RegExp, string])[] = [
  [
    /(?:Failed to decompress|Failed to parse|Unknown error reading\/parsing) file (\S+): .*?(; skipping\.\.\.)?("\})?$/s,
    '(cannot read) $1$2$3',
  ],
  [/(\+\+\+ Error marking log \S+ as completed: ).*/, '$1'],
  [/(Could not connect to the endpoint URL: ).*/, '$1'],
]

/** @returns the differences of a run, as short texts; empty if it is as expected */
export function differences(argv: readonly string[], want: Expectation, got: Observation): string[] {
  return [
    ...exitDifference(want, got),
    ...datagramDifferences(want, got),
    ...outputDifferences(argv, want, got),
    ...lineDifferences(want, got),
    ...queueDifferences(want, got),
    ...partDifferences('db', sortRows(want.db), sortRows(got.db)),
    ...partDifferences('left', want.left, got.left),
  ]
}

function exitDifference(want: Expectation, got: Observation): string[] {
  if (got.exit === want.exit) return []
  const last = [...got.stdout, ...got.stderr].slice(-3)
  return [`exit ${got.exit}, wanted ${want.exit}; last lines: ${JSON.stringify(last)}`]
}

function datagramDifferences(want: Expectation, got: Observation): string[] {
  const { datagrams } = got
  const wanted = want.events ?? want.datagrams ?? []
  const found: string[] = []
  if (datagrams.length !== wanted.length) found.push(`datagrams: ${datagrams.length} sent, ${wanted.length} wanted`)
  const pairs = datagrams.slice(0, wanted.length).map((have, n) => [have, wanted[n] ?? ''] as const)
  for (const [n, [have, expected]] of pairs.entries()) {
    const fault = want.events === undefined ? firstDifference(have, String(expected)) : lacks(have, expected)
    if (fault !== undefined) {
      found.push(`datagram #${n} ${fault}`)
      break
    }
  }
  const most = want.max_bytes ?? Number.POSITIVE_INFINITY
  const long = datagrams.findIndex((datagram) => Buffer.byteLength(datagram) > most)
  if (long >= 0) found.push(`datagram #${long} is longer than ${most} bytes`)
  return found
}

function lacks(have: string, expected: string | readonly string[]): string | undefined {
  const missing = [expected].flat().find((part) => !have.includes(part))
  return missing === undefined ? undefined : `lacks ${missing}: ${have.slice(0, 400)}`
}

function firstDifference(have: string, wanted: string): string | undefined {
  if (gist(have) === gist(wanted)) return undefined
  let at = 0
  while (have[at] === wanted[at]) at++
  const around = (text: string) => text.slice(Math.max(0, at - 60), at + 120)
  return `differs at ${at}: got …${around(have)}, wanted …${around(wanted)}`
}

function outputDifferences(argv: readonly string[], want: Expectation, got: Observation): string[] {
  if (want.exit === 2 && want.usage !== undefined) {
    const text = [...got.stdout, ...got.stderr].join('\n')
    return text.includes(want.usage) ? [] : [`usage error should name ${want.usage}; got ${text.slice(-300)}`]
  }
  if (want.exit === 2 || want.stdout === undefined) return []
  const debug = argv.includes('-d') || argv.includes('--debug')
  return debug ? debugDifferences(want.stdout, got.stdout) : quietDifferences(want.stdout, got.stdout)
}

/** At debug 0 every line counts. */
function quietDifferences(want: readonly string[], got: readonly string[]): string[] {
  const same = want.length === got.length && want.every((line, n) => sameLine(line, got[n] ?? ''))
  return same ? [] : [`output: got ${JSON.stringify(got.slice(0, 6))}, wanted ${JSON.stringify(want.slice(0, 6))}`]
}

/** With debug, the wanted lines come in order; other labelled lines may be between them. */
function debugDifferences(want: readonly string[], got: readonly string[]): string[] {
  const found: string[] = []
  let at = 0
  for (const line of want) {
    while (at < got.length && !sameLine(line, got[at] ?? '')) at++
    if (at++ >= got.length) {
      found.push(`output: missing or out of order: ${line}`)
      break
    }
  }
  const extra = got.find((line) => !LABELLED.test(line) && !want.some((wanted) => sameLine(wanted, line)))
  if (extra !== undefined) found.push(`output: unexpected line: ${extra}`)
  return found
}

function lineDifferences(want: Expectation, got: Observation): string[] {
  const absent = (want.output_has ?? []).filter((start) => !got.stdout.some((line) => line.startsWith(start)))
  const present = (want.output_lacks ?? []).filter((text) => got.stdout.some((line) => line.includes(text)))
  return [
    ...absent.map((start) => `output: no line starts with ${start}; got ${JSON.stringify(got.stdout.slice(-6))}`),
    ...present.map((text) => `output: should not say ${text}`),
  ]
}

function queueDifferences(want: Expectation, got: Observation): string[] {
  return Object.entries(want.queue_left ?? {})
    .filter(([queue, depth]) => got.left.queues?.[queue] !== depth)
    .map(([queue, depth]) => `queue ${queue}: ${got.left.queues?.[queue]} messages left, wanted ${depth}`)
}

function partDifferences(part: string, want: object | undefined, got: object | undefined): string[] {
  if (want === undefined) return []
  const wanted = new Map<string, unknown>(Object.entries(want))
  const seen = new Map<string, unknown>(Object.entries(got ?? {}))
  const short = (value: unknown) => JSON.stringify(value)?.slice(0, 300)
  return [...new Set([...wanted.keys(), ...seen.keys()])]
    .filter((name) => !isDeepStrictEqual(wanted.get(name), seen.get(name)))
    .map((name) => `${part} ${name}: got ${short(seen.get(name))}, wanted ${short(wanted.get(name))}`)
}

/** Tables have no order of rows. */
function sortRows(state: State | undefined): State | undefined {
  if (state === undefined) return undefined
  const sorted = (rows: State[string]) =>
    [...rows]
      .map((row) => [JSON.stringify(Object.entries(row).sort()), row] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(Object.entries(state).map(([table, rows]) => [table, sorted(rows).map(([, row]) => row)]))
}

function sameLine(want: string, got: string): boolean {
  const loose = LOOSE_STARTS.find((start) => want.startsWith(start))
  return loose === undefined ? gist(want) === gist(got) : got.startsWith(loose)
}

function gist(text: string): string {
  return FREE_WORDS.reduce((now, [free, kept]) => now.replace(free, kept), text)
}
