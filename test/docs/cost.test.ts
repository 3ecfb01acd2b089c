import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type Stage, stageOf } from '../e2e/stage.ts'
import { runHere } from '../helpers/run-here.ts'
import { pages } from './pages.ts'

const stage = stageOf()
const TRAIL = '--bucket idle --only_logs_after 2024-JAN-01'

/** What `docs/cost.md` says of a run that finds nothing: its label, a command line, what is there. */
const IDLE: readonly (readonly [string, string, (stage: Stage) => void])[] = [
  ['a trail of 1 account in 1 region', TRAIL, trailOf(1, 1)],
  ['a trail of 10 accounts in 4 regions each', TRAIL, trailOf(10, 4)],
  ['the same, with `regions` of 1', `${TRAIL} --regions us-east-1`, trailOf(10, 4)],
  ['a log group with 10 streams at rest', '--service cloudwatchlogs --aws_log_groups app --regions us-east-1', streams],
  ['an empty queue', '--subscriber buckets --queue idle', queue],
]

function trailOf(accounts: number, regions: number) {
  const names = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1'].slice(0, regions)
  return ({ aws }: Stage) => {
    for (let account = 0; account < accounts; account++) {
      const id = String(100_000_000_000 + account)
      for (const region of names) {
        const name = `${id}_CloudTrail_${region}_20240102T0000Z_a.json.gz`
        aws.s3.put('idle', `AWSLogs/${id}/CloudTrail/${region}/2024/01/02/${name}`, gzipSync('{"Records": [{"a": 1}]}'))
      }
    }
  }
}

function streams({ aws }: Stage): void {
  const timestamp = Date.now() - 7_200_000
  for (let n = 0; n < 10; n++) aws.logs.putEvents('us-east-1', 'app', `s${n}`, [{ timestamp, message: 'm' }])
}

function queue({ aws }: Stage): void {
  aws.sqs.longPolling = false
  aws.sqs.createQueue('idle')
}

test.each(IDLE)('the requests of an idle run are those on the page about cost: %s', async (label, line, seed) => {
  seed(stage)
  await runHere(stage.home, line.split(' '))
  const before = stage.aws.requests.all.length
  const { exit } = await runHere(stage.home, line.split(' '))
  expect(exit).toBe(0)
  const counts = new Map<string, number>()
  for (const { operation } of stage.aws.requests.all.slice(before)) {
    counts.set(operation, (counts.get(operation) ?? 0) + 1)
  }
  const requests = [...counts].toSorted().map(([operation, count]) => `${count} \`${operation}\``)
  const page = pages().find(({ name }) => name === 'docs/cost.md')
  expect(page?.text).toContain(`| ${label} | ${requests.join(', ')} |\n`)
})
