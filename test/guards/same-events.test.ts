import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { ARGV, BUCKET, stageOf } from '../e2e/stage.ts'
import { runCli } from '../helpers/run-cli.ts'
import { wrappedNode } from './wrapped-node.ts'

const OBJECTS = 60
/** Lets a run see `BENCH_WORKERS` + 1 cores. */
const WORKERS = fileURLToPath(new URL('../../bench/macro/workers.mjs', import.meta.url))

const stage = stageOf()

/**
 * Objects of very different sizes, so that those that are fetched last are often decoded first, some by workers and some
 * by the main thread.
 */
function putObjects(): void {
  for (let n = 0; n < OBJECTS; n++) {
    const Records = Array.from({ length: 1 + ((n * 37) % 150) }, (_, at) => ({
      eventID: `${n}-${at}`,
      requestParameters: {
        pad: createHash('sha512')
          .update(`${n} ${at}`)
          .digest('hex')
          .repeat(1 + (n % 7)),
      },
    }))
    const name = `123456789012_CloudTrail_us-east-1_20240102T0000Z_${String(n).padStart(3, '0')}.json.gz`
    const key = `AWSLogs/123456789012/CloudTrail/us-east-1/2024/01/02/${name}`
    stage.aws.s3.put(BUCKET, key, gzipSync(JSON.stringify({ Records })))
  }
}

/** @returns the digest of all datagrams of a run in their order */
async function digestOf(workers: number, requests: number | undefined): Promise<string> {
  const s3 = requests === undefined ? '' : `s3 =\n  max_concurrent_requests = ${requests}\n`
  stage.useHome({ config: `[default]\nregion = us-east-1\n${s3}` })
  await stage.useSink({})
  const env = { AWS_S3_NODE: wrappedNode(stage.home.root, [], [`--import=${WORKERS}`]), BENCH_WORKERS: String(workers) }
  const { exit, stdout, stderr } = await runCli(stage.home, ARGV, { env })
  expect({ exit, stdout, stderr }).toEqual({ exit: 0, stdout: [], stderr: [] })
  const hash = createHash('sha256')
  for (const datagram of stage.sink.datagrams) hash.update(`${datagram.length}\n`).update(datagram)
  return hash.digest('hex')
}

test('the events of a run are the same, in the same order, with any number of workers and of requests', async () => {
  putObjects()
  const expected = await digestOf(1, 1)
  expect(stage.ids().length).toBeGreaterThan(OBJECTS * 20)
  expect(stage.ids()[0]).toBe('0-0')
  for (const workers of [0, 1, 2]) {
    for (const requests of [1, 5, 64, undefined]) {
      if (workers === 1 && requests === 1) continue
      expect(await digestOf(workers, requests), `${workers} workers, ${requests} requests`).toBe(expected)
    }
  }
})
