import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Connection } from '../../../src/aws/index.ts'
import { Silence } from '../../../src/aws/transport/silence.ts'
import { CALLS } from '../calls.ts'
import { connectAs, disconnectAll } from '../connect.ts'

const close: (() => void)[] = []
afterEach(() => {
  disconnectAll()
  for (const end of close.splice(0)) end()
})

/** An endpoint that answers in its own way, and counts its requests. */
async function endpoint(answer: (response: ServerResponse) => void): Promise<{ url: string; requests: () => number }> {
  let requests = 0
  const server = createServer((incoming, response) => {
    requests++
    incoming.resume()
    answer(response)
  }).listen(0, '127.0.0.1')
  close.push(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: () => requests }
}

/** Sends the head of a body of 100,000 bytes, then some bytes each 10 ms. */
function drip(response: ServerResponse, bytes: number): void {
  response.writeHead(200, { 'content-length': '100000', etag: '"1"' })
  const timer = setInterval(() => response.write(Buffer.alloc(bytes)), 10)
  response.once('close', () => clearInterval(timer))
}

const config = '[default]\nregion = us-east-1\nmax_attempts = 100\n'
const timeouts = { connectMs: 5_000, idleMs: 5_000, slowMs: 200, silenceMs: 1_000 }
const connect = (url: string): Promise<Connection> => connectAs(url, { config, overrides: { timeouts } })

describe('a body', () => {
  test('that drips is given up, the object resumed once and not for ever', async () => {
    const { url, requests } = await endpoint((response) => drip(response, 1))
    const { objects } = await connect(url)
    const failing = objects.get('bucket', 'key').then((body) => body.bytes())
    await expect(failing).rejects.toMatchObject({ name: 'AwsFailure', code: 'ERR_BODY_TOO_SHORT' })
    expect(requests()).toBe(2)
  })

  test('that comes slower than the line can bring it, but above 1 KB a second, is read to its end', async () => {
    const { url, requests } = await endpoint((response) => {
      response.writeHead(200, { 'content-length': '6000', etag: '"1"' })
      let left = 6
      const timer = setInterval(() => {
        response.write(Buffer.alloc(1000))
        if (--left === 0) clearInterval(timer)
      }, 100)
    })
    const { objects } = await connect(url)
    expect(await (await objects.get('bucket', 'key')).bytes()).toHaveLength(6000)
    expect(requests()).toBe(1)
  })

  test('is not given up because its reader is slow', async () => {
    const { url, requests } = await endpoint((response) => {
      response.writeHead(200, { 'content-length': '1000000', etag: '"1"' }).end(Buffer.alloc(1_000_000))
    })
    const { objects } = await connect(url)
    let bytes = 0
    for await (const chunk of (await objects.get('bucket', 'key')).chunks()) {
      // Longer than the window in which a body must bring something.
      if (bytes === 0) await new Promise((resolve) => setTimeout(resolve, 3 * timeouts.slowMs))
      bytes += chunk.length
    }
    expect(bytes).toBe(1_000_000)
    expect(requests()).toBe(1)
  })
})

test.each(['ListObjectsV2', 'GetObject', 'GetCallerIdentity', 'GetLogEvents', 'GetQueueUrl', 'ListFindings of v2'])(
  'an endpoint that never answers %s is asked as long as the patience lasts, and no longer',
  async (name) => {
    const { url, requests } = await endpoint(() => {})
    const connection = await connectAs(url, {
      config,
      overrides: { timeouts: { ...timeouts, connectMs: 50, idleMs: 50, silenceMs: 400 } },
    })
    const call = CALLS[name]?.(connection, new AbortController().signal)
    await expect(call).rejects.toMatchObject({ name: 'AwsFailure', kind: 'unreachable', code: 'ETIMEDOUT' })
    // 400 ms have room for eight attempts of 50 ms; a hundred are allowed.
    expect(requests()).toBeGreaterThan(1)
    expect(requests()).toBeLessThanOrEqual(8)
  },
)

test('an endpoint that sends heads and no bodies does not count as answering', async () => {
  const { url, requests } = await endpoint((response) =>
    response.writeHead(200, { 'content-length': '100' }).write('<'),
  )
  const connection = await connectAs(url, {
    config,
    overrides: { timeouts: { ...timeouts, idleMs: 50, silenceMs: 400 } },
  })
  await expect(connection.objects.list({ bucket: 'bucket', prefix: '' })).rejects.toMatchObject({ code: 'ETIMEDOUT' })
  expect(requests()).toBeLessThanOrEqual(8)
})

test('an endpoint that answers now and then is asked as often as the profile says', async () => {
  let now = 0
  const silence = new Silence(1000, () => now)
  expect(silence.leftMs).toBe(1000)
  for (let call = 0; call < 5; call++) {
    silence.begin()
    now += 900
    expect(silence.leftMs).toBe(100)
    silence.end()
    now += 5_000 // Nothing is asked meanwhile: the sender is busy.
    expect(silence.leftMs).toBe(1000)
  }
  silence.begin()
  now += 600
  silence.begin()
  now += 600
  expect(silence.leftMs).toBe(0)
})

test('a run has at most three minutes of patience', async () => {
  vi.useFakeTimers({ toFake: ['hrtime'] })
  const { openSession } = await import('../../../src/aws/session.ts')
  const { readSettings } = await import('../../../src/aws/settings.ts')
  const { line } = openSession(await readSettings({ regions: [] }, { HOME: '/nonexistent' })).sdk('s3')
  line.silence.begin()
  vi.advanceTimersByTime(179_000)
  expect(line.silence.leftMs).toBe(1000)
  expect(line.timeouts).toEqual({ connectMs: 10_000, idleMs: 60_000, slowMs: 60_000, silenceMs: 180_000 })
  vi.useRealTimers()
})
