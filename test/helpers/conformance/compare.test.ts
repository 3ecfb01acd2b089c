import { describe, expect, test } from 'vitest'
import type { Expectation } from './case.ts'
import { differences, type Observation } from './compare.ts'

const NOTHING: Observation = { exit: 0, datagrams: [], stdout: [], stderr: [], db: {}, left: {} }
const CANNOT_READ = 'Failed to decompress file a/b.gz: '

/** Each row: the expectation, the observation, and the start of the expected difference (empty if there is none). */
type Row = [string, Partial<Expectation>, Partial<Observation>, string?]

function check(argv: readonly string[], rows: readonly Row[]): void {
  test.each(rows)('%s', (_, want, got, fault) => {
    const found = differences(argv, { exit: 0, ...want }, { ...NOTHING, ...got })
    expect(found.map((text) => text.slice(0, fault?.length ?? 999))).toEqual(fault === undefined ? [] : [fault])
  })
}

describe('a run', () => {
  check(
    [],
    [
      ['ends as wanted', {}, {}],
      ['ends otherwise', { exit: 1 }, { exit: 0 }, 'exit 0, wanted 1'],
      ['sends the same', { datagrams: ['a', 'b'] }, { datagrams: ['a', 'b'] }],
      ['sends another', { datagrams: ['a', 'b'] }, { datagrams: ['a', 'c'] }, 'datagram #1 differs at 0'],
      ['sends too few', { datagrams: ['a', 'b'] }, { datagrams: ['a'] }, 'datagrams: 1 sent, 2 wanted'],
      ['sends too many', {}, { datagrams: ['a'] }, 'datagrams: 1 sent, 0 wanted'],
      [
        'sends an error in other words',
        { datagrams: [`{"m": "${CANNOT_READ}x"}`] },
        { datagrams: [`{"m": "${CANNOT_READ}y z"}`] },
      ],
      [
        'sends an error of another file',
        { datagrams: [`${CANNOT_READ}x`] },
        { datagrams: ['Failed to parse file a/c.gz: x'] },
        'datagram #0 differs',
      ],
      ['holds the texts', { events: ['a', ['b', 'c']] }, { datagrams: ['xax', 'cb'] }],
      ['lacks a text', { events: [['b', 'c']] }, { datagrams: ['b'] }, 'datagram #0 lacks c'],
      ['sends too long an event', { events: ['é'], max_bytes: 1 }, { datagrams: ['é'] }, 'datagram #0 is longer'],
      ['prints the same', { stdout: ['x'] }, { stdout: ['x'] }],
      ['prints more', { stdout: ['x'] }, { stdout: ['x', 'DEBUG: y'] }, 'output: got'],
      [
        'names the usage error',
        { exit: 2, usage: 'aws.py: error: x' },
        { exit: 2, stderr: ['usage: y', 'aws.py: error: x'] },
      ],
      [
        'names another usage error',
        { exit: 2, usage: 'error: x' },
        { exit: 2, stderr: ['error: y'] },
        'usage error should',
      ],
      ['says a start', { output_has: ['ERROR: x'] }, { stdout: ['ERROR: x y'] }],
      ['does not say a start', { output_has: ['ERROR: x'] }, { stdout: [] }, 'output: no line starts with'],
      ['says what it should not', { output_lacks: ['bad'] }, { stdout: ['a bad line'] }, 'output: should not say bad'],
      ['leaves the queue', { queue_left: { q: 1 } }, { left: { queues: { q: 1 } } }],
      [
        'leaves too much in the queue',
        { queue_left: { q: 1 } },
        { left: { queues: { q: 2 } } },
        'queue q: 2 messages left',
      ],
      [
        'leaves the rows, in any order',
        { db: { t: [{ a: 1, b: 'x' }, { a: 2 }] } },
        { db: { t: [{ a: 2 }, { b: 'x', a: 1 }] } },
      ],
      ['leaves another row', { db: { t: [{ a: 1 }] } }, { db: { t: [{ a: '1' }] } }, 'db t: got'],
      ['leaves another table', { db: {} }, { db: { t: [] } }, 'db t: got []'],
      ['leaves other keys', { left: { s3: { b: ['k'] } } }, { left: { s3: { b: [] } } }, 'left s3: got'],
      ['leaves what nobody asked about', {}, { db: { t: [] }, left: { s3: {} } }],
    ],
  )
})

describe('a run with debug', () => {
  const stdout = ['DEBUG: one', 'ERROR: two']
  check(
    ['--debug', '1'],
    [
      [
        'prints the lines, others between',
        { stdout },
        { stdout: ['DEBUG: 0', 'DEBUG: one', 'INFO: x', 'ERROR: two', 'DEBUG: 3'] },
      ],
      ['lacks a line', { stdout }, { stdout: ['DEBUG: one'] }, 'output: missing or out of order: ERROR: two'],
      [
        'prints in another order',
        { stdout },
        { stdout: ['ERROR: two', 'DEBUG: one'] },
        'output: missing or out of order: ERROR: two',
      ],
      [
        'prints a line twice where it is wanted twice',
        { stdout: ['DEBUG: a', 'DEBUG: a'] },
        { stdout: ['DEBUG: a'] },
        'output: missing',
      ],
      [
        'prints a line without a label',
        { stdout },
        { stdout: [...stdout, 'Warning: node'] },
        'output: unexpected line: Warning: node',
      ],
      ['prints a wanted line without a label', { stdout: ['plain'] }, { stdout: ['plain'] }],
      ['dumps otherwise', { stdout: ['DEBUG: Token: "a"'] }, { stdout: ['DEBUG: Token: "b"'] }],
      [
        'says a cause in other words',
        { stdout: ['ERROR: Could not connect to the endpoint URL: "a"'] },
        { stdout: ['ERROR: Could not connect to the endpoint URL: "b"'] },
      ],
    ],
  )
})
