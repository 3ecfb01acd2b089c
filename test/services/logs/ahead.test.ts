import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { runCli, spawnCli } from '../../helpers/run-cli.ts'
import { freshStage } from '../../helpers/stage.ts'

const REGION = 'us-east-1'
const ARGV = ['--service', 'cloudwatchlogs', '-g', 'app', '-r', REGION, '--only_logs_after', '2024-JAN-01']
const START = Date.UTC(2024, 0, 2)
const MESSAGE = 'm'.repeat(230)

/** Pages that are read ahead at least. */
const FEWEST = 4

const stage = freshStage(undefined, { receiveBuffer: 4096 })

function put(streams: number, messages: number): void {
  const events = Array.from({ length: messages }, (_, n) => ({ timestamp: START + n, message: MESSAGE }))
  for (let stream = 0; stream < streams; stream++) stage.aws.logs.putEvents(REGION, 'app', `s${stream}`, events)
}

const requests = (operation: string) => stage.aws.requests.of(operation).length

/** How many pages are asked for while nothing is taken from the manager's queue. */
async function pagesAhead(): Promise<number> {
  await stage.sink.pause()
  const { process, result } = spawnCli(stage.home, ARGV)
  while (requests('GetLogEvents') < FEWEST) await sleep(10)
  let pages = -1
  for (; pages !== requests('GetLogEvents'); await sleep(500)) pages = requests('GetLogEvents')
  process.kill('SIGTERM')
  stage.sink.resume()
  expect(await result).toMatchObject({ exit: 143 })
  return pages
}

test('while the manager takes nothing, no more than a page of each of 24 large streams is read ahead', async () => {
  put(30, 4000)
  const pages = await pagesAhead()
  expect(pages).toBeGreaterThanOrEqual(FEWEST)
  // And the next page of the stream that is being sent.
  expect(pages).toBeLessThanOrEqual(25)
})

test('small streams are read many at a time', async () => {
  put(60, 1)
  stage.aws.faults.add({ operation: 'GetLogEvents', together: 13 })
  expect(await runCli(stage.home, ARGV)).toMatchObject({ exit: 0, stdout: [] })
  expect(stage.aws.requests.peakInFlight('GetLogEvents')).toBeGreaterThan(12)
  expect(stage.aws.requests.peakInFlight('GetLogEvents')).toBeLessThanOrEqual(24)
  // Each stream is asked for its page and for what follows it.
  expect(requests('GetLogEvents')).toBe(120)
})

test('of many streams at rest, only those that have news are read', async () => {
  put(120, 1)
  await runCli(stage.home, ARGV)
  stage.aws.requests.clear()
  for (const stream of ['s7', 's50', 's119']) {
    stage.aws.logs.putEvents(REGION, 'app', stream, [{ timestamp: START + 1000, message: 'news' }])
  }
  stage.sink.datagrams.length = 0
  expect(await runCli(stage.home, ARGV)).toMatchObject({ exit: 0, stdout: [] })
  expect(stage.sink.texts()).toEqual(Array(3).fill('1:Wazuh-AWS:news'))
  expect(requests('DescribeLogStreams')).toBe(3)
  expect(requests('GetLogEvents')).toBeGreaterThanOrEqual(6)
  expect(requests('GetLogEvents')).toBeLessThanOrEqual(9)
})
