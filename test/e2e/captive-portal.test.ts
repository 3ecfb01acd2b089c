import { expect, test } from 'vitest'
import { runHere } from '../helpers/run-here.ts'
import { readState } from '../helpers/state-db.ts'
import { ARGV, stageOf } from './stage.ts'

const stage = stageOf()

test.each([
  ['a bucket', ARGV, 'ListObjectsV2'],
  ['a log group', '--service cloudwatchlogs --aws_log_groups app --regions us-east-1'.split(' '), 'DescribeLogStreams'],
  ['Inspector', '--service inspector --regions us-east-1'.split(' '), 'GetCallerIdentity'],
  ['a queue', '--subscriber buckets --queue told'.split(' '), 'GetQueueUrl'],
] as const)(
  'a captive portal in the way to %s ends the run with 15 and one line, and nothing is stored',
  async (_, argv, operation) => {
    stage.put('a')
    stage.aws.faults.add({ fault: 'web-page' })
    const { exit, stdout } = await runHere(stage.home, argv)
    expect(stdout).toEqual([
      expect.stringContaining(
        `The endpoint "${stage.aws.url}" was not answered by AWS, but with a web page (200) (${operation}, profile 'default')`,
      ),
    ])
    expect(stdout[0]).toMatch(/^ERROR: /)
    expect(exit).toBe(15)
    const tables = Object.entries(readState(stage.home)).filter(([name]) => !name.endsWith('.metadata'))
    expect(tables.filter(([, rows]) => rows.length > 0)).toEqual([])
  },
)

test('a captive portal that goes away after some answers costs nothing', async () => {
  for (let n = 0; n < 20; n++) stage.put(`f${String(n).padStart(2, '0')}`)
  stage.useHome({ config: '[default]\nregion = us-east-1\nmax_attempts = 5\n' })
  await stage.useSink({})
  stage.aws.faults.add({ every: 3, times: 4, fault: 'web-page' })
  expect(await runHere(stage.home, ARGV)).toMatchObject({ exit: 0, stdout: [] })
  expect(stage.ids()).toEqual(Array.from({ length: 20 }, (_, n) => `f${String(n).padStart(2, '0')}-0`))
})
