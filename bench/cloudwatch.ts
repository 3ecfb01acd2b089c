// How much faster a first run over many log streams is than the same calls one after another, with 20 ms of latency.
//
//   node bench/cloudwatch.ts [PAIRS] [STREAMS]
//
// Each pair times both in turn on the same cloud, which is a process of its own; the ratios count, not the times.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { CloudWatchLogsClient, GetLogEventsCommand, paginateDescribeLogStreams } from '@aws-sdk/client-cloudwatch-logs'
import { DatagramSink } from '../test/helpers/datagram-sink.ts'
import { makeHome } from '../test/helpers/home.ts'
import { startLocalAws } from '../test/helpers/local-aws/index.ts'
import { runCli } from '../test/helpers/run-cli.ts'

const REGION = 'us-east-1'
const GROUP = 'app'
const LATENCY_MS = 20
/** Of a stream: as many as the kernel keeps for a reader that is asleep, since the reader is not what is measured. */
const EVENTS = 5

const [pairs = 5, streams = 200] = process.argv.slice(2).map(Number)

/** In a process of its own: so many streams, each with a few events of today. */
async function serve(): Promise<void> {
  const aws = await startLocalAws()
  for (let s = 0; s < streams; s++) {
    const events = Array.from({ length: EVENTS }, (_, n) => ({
      timestamp: Date.now() - n,
      message: `stream ${s} ${n}`,
    }))
    aws.logs.putEvents(REGION, GROUP, `stream-${s}`, events)
  }
  aws.faults.add({ service: 'logs', latencyMs: LATENCY_MS })
  process.send?.(aws.url)
}

async function timeRun(url: string): Promise<number> {
  const home = makeHome(url, { config: `[default]\nregion = ${REGION}\n` })
  const sink = new DatagramSink(home.socket)
  const start = performance.now()
  const { exit } = await runCli(home, ['--service', 'cloudwatchlogs', '-g', GROUP, '-r', REGION])
  const took = performance.now() - start
  await sink.close()
  home.remove()
  if (exit !== 0 || sink.datagrams.length !== streams * EVENTS) throw new Error('the run is not complete')
  return took
}

/** What a run asks for, without its start, its state and its queue. */
async function timeCalls(url: string): Promise<number> {
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' }
  const client = new CloudWatchLogsClient({ region: REGION, endpoint: url, credentials })
  const start = performance.now()
  const startTime = new Date().setUTCHours(0, 0, 0, 0)
  for await (const { logStreams = [] } of paginateDescribeLogStreams({ client }, { logGroupName: GROUP })) {
    for (const { logStreamName } of logStreams) {
      const input = { logGroupName: GROUP, logStreamName, startFromHead: true, startTime }
      const { nextForwardToken: nextToken } = await client.send(new GetLogEventsCommand(input))
      await client.send(new GetLogEventsCommand({ ...input, nextToken }))
    }
  }
  return performance.now() - start
}

async function compare(): Promise<void> {
  const cloud = fork(fileURLToPath(import.meta.url), process.argv.slice(2), {
    env: { ...process.env, BENCH_CLOUD: '1' },
  })
  const [url] = (await once(cloud, 'message')) as [string]
  const ratios: number[] = []
  for (let pair = 0; pair < pairs; pair++) {
    const calls = await timeCalls(url)
    const run = await timeRun(url)
    ratios.push(calls / run)
    console.log(`calls ${calls.toFixed(0)} ms, run ${run.toFixed(0)} ms, ratio ${(calls / run).toFixed(1)}`)
  }
  console.log(`median ratio ${ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)]?.toFixed(1)}`)
  cloud.kill()
}

await (process.env.BENCH_CLOUD ? serve() : compare())
