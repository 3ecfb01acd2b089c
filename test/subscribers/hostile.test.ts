import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { events, queueStage } from './queue-stage.ts'

const stage = queueStage()
const MB = 2 ** 20
const BLOCK = gzipSync('a'.repeat(MB))

test('a line of 60 MB, which cannot be a header, costs its own object and not the run', async () => {
  // Is decoded on a worker, as all after it.
  stage.put('first.json', JSON.stringify({ id: 'first', noise: randomBytes(50_000).toString('hex') }))
  stage.put('line', Buffer.concat(Array.from({ length: 60 }, () => BLOCK)))
  stage.put('last.json', events('last', 1))
  const run = await stage.run('--skip_on_error')
  expect(run).toMatchObject({ exit: 0, signal: null, stderr: [] })
  expect(stage.ids()).toEqual(['first', expect.stringContaining('Failed to parse file line'), 'last-0'])
})
