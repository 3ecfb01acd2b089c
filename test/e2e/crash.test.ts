import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DatagramSink } from '../helpers/datagram-sink.ts'
import { makeHome } from '../helpers/home.ts'
import { type LocalAws, startLocalAws } from '../helpers/local-aws/index.ts'
import { runCli, spawnCli } from '../helpers/run-cli.ts'

const FILES = 200
const EVENTS_A_FILE = 5
const ROUNDS = 20
const FOLDER = 'AWSLogs/123456789012/CloudTrail/us-east-1/2024/01/02'
const ARGV = ['--bucket', 'logs', '--only_logs_after', '2024-JAN-01']

let aws: LocalAws

beforeAll(async () => {
  aws = await startLocalAws()
  for (let file = 0; file < FILES; file++) {
    const Records = Array.from({ length: EVENTS_A_FILE }, (_, n) => ({ eventID: `event-${file}-${n}` }))
    const key = `${FOLDER}/123456789012_CloudTrail_us-east-1_20240102T${String(file).padStart(4, '0')}Z_x.json.gz`
    aws.s3.put('logs', key, gzipSync(JSON.stringify({ Records })))
  }
})

afterAll(() => aws.stop())

// Rounds are numbered, not timed: each kills the run after another number of events.
test.each(Array.from({ length: ROUNDS }, (_, round) => round))(
  'loses no event when killed, round %i',
  async (round) => {
    const killAfter = Math.floor((Math.random() + round) * ((FILES * EVENTS_A_FILE) / ROUNDS))
    const home = makeHome(aws.url)
    const first = spawnCli(home, ARGV)
    const sink = new DatagramSink(home.socket, {
      onDatagram: () => {
        if (sink.datagrams.length >= killAfter) first.process.kill('SIGKILL')
      },
    })
    try {
      await first.result
      await runCli(home, ARGV)
      await sink.close()
      const ids = sink.texts().map((text) => /event-\d+-\d+/.exec(text)?.[0] ?? text)
      const twice = ids.filter((id, n) => ids.indexOf(id) !== n)
      expect(new Set(ids).size, `killed after ${killAfter}`).toBe(FILES * EVENTS_A_FILE)
      expect(new Set(twice.map((id) => id.split('-')[1])).size, `killed after ${killAfter}`).toBeLessThanOrEqual(1)
    } finally {
      home.remove()
    }
  },
)
