import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { runMeasured } from '../helpers/peak-memory.ts'
import { freshStage } from '../helpers/stage.ts'
import { readState } from '../helpers/state-db.ts'

const MIB = 2 ** 20
const FLOW = 'fl-0aaaaaaaaaaaaaaa1'
const KEY = `AWSLogs/123456789012/vpcflowlogs/us-east-1/2024/01/02/123456789012_vpcflowlogs_us-east-1_${FLOW}_20240102T0115Z_h.log`
const ARGV = ['--bucket', 'flows', '--type', 'vpcflow', '--only_logs_after', '2024-JAN-01']
/** Nearly all events of a large file are left out: what is under test is how they are read. */
const FEW = [...ARGV, '--discard-field', 'action', '--discard-regex', 'ACCEPT', '--max-object-bytes', String(2 ** 31)]

const stage = freshStage()

/** Lines of a mebibyte, if each is ten times as long as usual: they cross the ends of blocks just as often. */
const LONG = 1000

/** Lines of a flow log, about a mebibyte, of which one is REJECT. @param count fewer lines are longer */
function lines(seed: number, count = 10_000): Buffer {
  const pad = 'x'.repeat(Math.max(0, MIB / count - 105))
  const line = (n: number) =>
    `2 123456789012 eni-0${n.toString(16)}-${pad} 10.0.${n % 256}.${(n * 7) % 256} 10.1.0.2 ${n % 65_536} 443 6 ${n % 99} ` +
    `${(n % 99) * 84} 1704157200 1704157260 ${n % count === 0 ? 'REJECT' : 'ACCEPT'} OK\n`
  return Buffer.from(Array.from({ length: count }, (_, n) => line(seed * count + n)).join(''))
}

const measured = (argv: readonly string[]) => runMeasured(stage.home, argv)
const rows = () => readState(stage.home)['s3_cloudtrail.vpcflow']?.length

describe('a flow log is read in memory that does not grow with it', () => {
  // Members of a gzip file follow one another: the file is made of the same few, over and over.
  test.each([
    [192, 'packed', [lines(0), lines(1, LONG), lines(2, LONG), lines(3, LONG)], 4],
    [192, 'packed to next to nothing', [Buffer.alloc(8 * MIB, '\n'), lines(0)], 1],
  ])('of %i MiB, %s', async (size, _, texts, events) => {
    const times = Math.ceil((size * MIB) / Buffer.concat(texts).length)
    const members = texts.map((text) => gzipSync(text))
    stage.aws.s3.put('flows', `${KEY}.gz`, Buffer.concat(Array.from({ length: times }, () => members).flat()))
    const { exit, stdout, peak } = await measured(FEW)
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: [] })
    await stage.sink.close()
    expect(stage.sink.datagrams).toHaveLength(times * events)
    expect(rows()).toBe(1)
    expect(peak).toBeGreaterThan(10 * MIB)
    expect(peak).toBeLessThan(180 * MIB)
  })
})

/** Blocks of lines by the way that their file takes: held as a whole, or not, for one reason or another. */
const WAYS = {
  held: { blocks: 2, pack: gzipSync },
  'too large when it is expanded': { blocks: 9, pack: gzipSync },
  'too large to be fetched': { blocks: 3, pack: (text: Buffer) => gzipSync(text, { level: 0 }) },
  'too large, not packed': { blocks: 9, pack: (text: Buffer) => text },
} as const

test('sends every record once and in order, whichever way a file takes', async () => {
  let first = 0
  for (const [at, { blocks, pack }] of Object.values(WAYS).entries()) {
    const text = Buffer.concat(Array.from({ length: blocks }, (_, block) => lines(first + block, LONG)))
    stage.aws.s3.put(
      'flows',
      KEY.replace('_h.log', `_${at}.log${pack === gzipSync || at === 2 ? '.gz' : ''}`),
      pack(text),
    )
    first += blocks
  }
  const { exit, peak } = await measured(ARGV)
  expect(exit).toBe(0)
  expect(peak).toBeLessThan(300 * MIB)
  await stage.sink.close()
  expect(stage.sink.datagrams).toHaveLength(first * LONG)
  const wrong = stage.sink.datagrams.findIndex(
    (datagram, n) => !datagram.includes(`"interface_id": "eni-0${n.toString(16)}-`),
  )
  expect(wrong).toBe(-1)
  expect(rows()).toBe(Object.keys(WAYS).length)
})

describe('a large file whose end is bad sends nothing', () => {
  const good = gzipSync(Buffer.concat([lines(0), lines(1), lines(2), lines(3), lines(4)]), { level: 0 })
  test.each([
    ['a record', Buffer.concat([good, gzipSync('2 123456789012 eni-1\n')]), 8, 'Failed to decompress file'],
    ['a time', Buffer.concat([good, gzipSync('2 1 e 1 2 3 4 5 6 7 soon 1704157260 A B\n')]), 9, 'Failed to parse file'],
    ['a character', Buffer.concat([good, gzipSync(Buffer.from([0xc3, 0x28]))]), 9, 'Failed to parse file'],
    ['the packing', good.subarray(0, -5), 1, 'Unknown error reading/parsing file'],
  ])('%s', async (_, bytes, exit, text) => {
    stage.aws.s3.put('flows', `${KEY}.gz`, bytes)
    const stopped = await measured(ARGV)
    expect(stopped.exit).toBe(exit)
    expect(stopped.stdout).toEqual([expect.stringContaining(`ERROR: ${text} ${KEY}.gz: `)])
    expect(rows()).toBe(0)
    expect((await measured([...ARGV, '--skip_on_error', '--remove'])).exit).toBe(0)
    await stage.sink.close()
    expect(stage.sink.texts()).toEqual([expect.stringContaining(`"error_msg": "${text} `)])
    expect(rows()).toBe(1)
    expect(stage.aws.s3.keys('flows')).toHaveLength(1)
  })
})
