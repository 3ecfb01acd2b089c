import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { runCli, spawnCli } from '../helpers/run-cli.ts'
import { ARGV, BUCKET, stageOf } from './stage.ts'

const stage = stageOf()
/** Goes back to as many places as there are characters in it, if the engine lets it. */
const EXPLOSIVE = `${'a'.repeat(40)}!`
/** No engine of V8 can match it in linear time. */
const WATCHED = '(a+)+\\b$'

function discarding(regex: string): string[] {
  return [...ARGV, '--discard-field', 'name', '--discard-regex', regex]
}

/** Puts an object with an event for each name. */
function put(id: string, names: readonly string[]): string {
  const key = stage.put(id)
  const Records = names.map((name, n) => ({ eventID: `${id}-${n}`, name }))
  stage.aws.s3.put(BUCKET, key, gzipSync(JSON.stringify({ Records })))
  return key
}

test('a regular expression that goes back for ever is matched in linear time', async () => {
  put('f', [EXPLOSIVE, 'aaa', 'b', EXPLOSIVE.repeat(100)])
  expect(await runCli(stage.home, discarding('(a+)+$'))).toMatchObject({ exit: 0, stdout: [], stderr: [] })
  expect(stage.ids()).toEqual(['f-0', 'f-2', 'f-3'])
})

test('an event on which a regular expression takes more than a second is kept, and a line says so', async () => {
  const keys = [put('f', ['aaa', EXPLOSIVE, 'b', EXPLOSIVE]), put('g', ['aaa', 'b'])]
  const run = await runCli(stage.home, discarding(WATCHED))
  const text = `WARNING: The "${WATCHED}" regex takes more than a second on an event, which is kept. ${keys[0]}`
  expect(run).toMatchObject({ exit: 0, stdout: [text], stderr: [] })
  expect(stage.ids()).toEqual(['f-1', 'f-2', 'f-3', 'g-1'])
})

const OBJECTS = 30

test.each([
  ['SIGTERM', 143, ''],
  ['SIGINT', 2, 'ERROR: SIGINT received.'],
  ['a deadline', 0, ''],
])('%s is heard while regular expressions take long', async (ending, exit, line) => {
  for (let n = 0; n < OBJECTS; n++) put(`f${n}`, [EXPLOSIVE, EXPLOSIVE])
  const deadline = ending === 'a deadline' ? ['--deadline', '2'] : []
  const run = spawnCli(stage.home, [...discarding(WATCHED), ...deadline], { timeoutMs: 40_000 })
  await stage.useSink({
    onDatagram: () => {
      if (deadline.length === 0) run.process.kill(ending as NodeJS.Signals)
    },
  })
  const { stdout, ...result } = await run.result
  expect(result).toMatchObject({ exit, stderr: [] })
  expect(stdout.filter((text) => text.startsWith('ERROR'))).toEqual(line === '' ? [] : [line])
  expect(stage.marked().length).toBeLessThan(OBJECTS)
})
