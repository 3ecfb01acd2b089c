import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Chalk } from 'chalk'
import { describe, expect, test } from 'vitest'
import { prettyEvent } from '../../src/emit/pretty.ts'

const EMIT = fileURLToPath(new URL('../../src/emit/index.ts', import.meta.url))
const BATCHES = fileURLToPath(new URL('./batches.ts', import.meta.url))
const LOG = fileURLToPath(new URL('../../src/log.ts', import.meta.url))

/** A program that sends these events with `--emit stdout`, and prints a line before the second. */
const program = (events: string) => `
  const { openEmitter } = await import(${JSON.stringify(EMIT)})
  const { batchOf } = await import(${JSON.stringify(BATCHES)})
  const log = await import(${JSON.stringify(LOG)})
  log.setDebugLevel(1)
  const options = { emit: 'stdout', mode: 'look', maxEps: 0, pacing: true }
  const emitter = openEmitter({ home: '/nowhere', options, signal: new AbortController().signal })
  await emitter.send(batchOf(${events}, [{ before: 1, level: 1, text: 'between' }])).catch((cause) => log.error(cause.message))
  log.debug(1, JSON.stringify(emitter.counts))
`
const node = (code: string) => ['--input-type=module', '--eval', code]

describe('--emit stdout', () => {
  test('gives events a line each, and the log to stderr', () => {
    const events = JSON.stringify(['{"a": 1}', 'plain\nwith \u001b[31m', '{"u": "\\u00e9"}'])
    const run = spawnSync(process.execPath, node(program(events)), { encoding: 'utf8' })
    expect(run.stdout).toBe('{"a": 1}\nplain\\nwith \\x1b[31m\n{"u": "\\u00e9"}\n')
    expect(run.stderr).toBe('DEBUG: between\nDEBUG: {"sent":3,"tooLong":0}\n')
  })

  test('waits for a slow reader and loses nothing', () => {
    const code = program('Array.from({ length: 20000 }, (_, i) => i + "x".repeat(50))').replaceAll("'", `'\\''`)
    const shell = `'${process.execPath}' --input-type=module --eval '${code}' 2>/dev/null | (sleep 0.5; wc -l)`
    expect(execFileSync('/bin/sh', ['-c', shell], { encoding: 'utf8' }).trim()).toBe('20000')
  })

  test('ends the run without a word when its reader is gone, and counts only what was written whole', () => {
    const code = program('Array.from({ length: 20000 }, (_, i) => i + "x".repeat(50))').replaceAll("'", `'\\''`)
    const shell = `'${process.execPath}' --input-type=module --eval '${code}' | head -1`
    const { stderr, stdout } = spawnSync('/bin/sh', ['-c', shell], { encoding: 'utf8' })
    expect(stdout).toBe(`0${'x'.repeat(50)}\n`)
    expect(stderr).toMatch(/^DEBUG: between\nERROR: \nDEBUG: \{"sent":\d+,"tooLong":0\}\n$/)
    const sent = Number(/"sent":(\d+)/.exec(stderr)?.[1])
    expect(sent).toBeGreaterThan(0)
    expect(sent).toBeLessThan(20_000)
  })
})

describe('on a terminal', () => {
  const plain = { key: String, text: String, other: String, sign: String }

  test.each([
    [
      '{"a": 1, "b": {"c": [], "d": [1, "x:y, {}"]}, "10": null, "9": {}}',
      [
        '{',
        '  "a": 1,',
        '  "b": {',
        '    "c": [],',
        '    "d": [',
        '      1,',
        '      "x:y, {}"',
        '    ]',
        '  },',
        '  "10": null,',
        '  "9": {}',
        '}',
      ],
    ],
    ['[[1e+16], -0.0]', ['[', '  [', '    1e+16', '  ],', '  -0.0', ']']],
    ['plain "text", with\ttab', ['plain "text", with\\ttab']],
  ])('shows %s over several lines', (event, lines) => {
    expect(prettyEvent(event, plain)).toBe(lines.join('\n'))
  })

  test('lets no control character through, in damaged events either', () => {
    expect(prettyEvent('{broken \u001b[2J "\u0007', plain)).not.toMatch(/[\u001b\u0007]/)
  })

  test('colours keys, texts and values', () => {
    const { cyan, green, yellow, dim } = new Chalk({ level: 1 })
    const shown = prettyEvent('{"k": "v", "n": 1}', { key: cyan, text: green, other: yellow, sign: dim })
    expect(shown).toContain(`${cyan('"k"')}${dim(': ')}${green('"v"')}`)
    expect(shown).toContain(yellow('1'))
  })
})
