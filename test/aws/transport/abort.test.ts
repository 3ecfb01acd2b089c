import { getEventListeners } from 'node:events'
import { beforeEach, describe, expect, test } from 'vitest'
import { createFindingSource } from '../../../src/aws/services/findings.ts'
import { openSession } from '../../../src/aws/session.ts'
import { readSettings } from '../../../src/aws/settings.ts'
import { type ApiCall, ApiClient } from '../../../src/aws/transport/api-client.ts'
import { readText } from '../../../src/aws/transport/http.ts'
import type { RetryToken } from '../../../src/aws/transport/retry.ts'
import type { SdkSettings } from '../../../src/aws/transport/sdk.ts'
import { abortable } from '../../../src/concurrency/abortable.ts'
import { FAULTS } from '../../helpers/local-aws/index.ts'
import { CALLS, firstPage } from '../calls.ts'
import { connectAs, sharedAws } from '../connect.ts'

const aws = await sharedAws()
beforeEach(() => {
  aws.s3.put('trail-bucket', 'k', new Uint8Array(SIZE))
  aws.logs.putEvents('us-east-1', 'app', 's', [{ timestamp: 1, message: 'm' }])
  aws.sqs.createQueue('notes')
})

const region = 'us-east-1'
const reason = new Error('the run ends')
const SIZE = 3_000_000

describe.each(Object.entries(CALLS))('an aborted signal ends %s with its reason', (_, call) => {
  test('before the first request', async () => {
    await expect(call(await connectAs(aws.url), AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(aws.requests.all).toHaveLength(0)
  })

  test('while the endpoint does not respond', async () => {
    aws.faults.add({ latencyMs: 60_000 })
    const stop = new AbortController()
    const pending = call(await connectAs(aws.url), stop.signal)
    await expect.poll(() => aws.requests.all.length).toBe(1)
    stop.abort(reason)
    await expect(pending).rejects.toBe(reason)
  })
})

describe('an aborted signal ends the reading of a body', () => {
  test.each(['bytes', 'chunks'] as const)('with its reason: %s', async (way) => {
    // So slow that the body would take an hour.
    const config = '[default]\nregion = us-east-1\ndefault.s3.max_bandwidth = 1000\n'
    const { objects } = await connectAs(aws.url, { config })
    const stop = new AbortController()
    const body = await objects.get('trail-bucket', 'k', 0, stop.signal)
    const pending = way === 'bytes' ? body.bytes() : Array.fromAsync(body.chunks())
    setTimeout(() => stop.abort(reason), 20)
    await expect(pending).rejects.toBe(reason)
    expect(aws.requests.of('GetObject')).toHaveLength(1)
  })

  test('early, and the permit goes to the next reader', async () => {
    const config = '[default]\nregion = us-east-1\ndefault.s3.max_concurrent_requests = 1\n'
    const { objects } = await connectAs(aws.url, { config })
    const stop = new AbortController()
    const body = await objects.get('trail-bucket', 'k', 0, stop.signal)
    stop.abort(reason)
    await expect(body.bytes()).rejects.toBe(reason)
    expect((await (await objects.get('trail-bucket', 'k')).bytes()).length).toBe(SIZE)
  })
})

describe('an aborted signal ends the delay before a retry', () => {
  const anHour: RetryToken = { getRetryCount: () => 1, getRetryDelay: () => 3_600_000, getRetryCost: () => 0 }
  const retries = async () => ({
    acquireInitialRetryToken: async () => ({ ...anHour, getRetryCount: () => 0 }),
    refreshRetryTokenForRetry: async () => anHour,
    recordSuccess: () => {},
  })

  async function settings(): Promise<SdkSettings> {
    const { env } = await connectAs(aws.url).then(({ home }) => home)
    const session = openSession(await readSettings({ regions: [] }, env))
    return { ...session.sdk('inspector2', region), retries }
  }

  test.each<[string, (settings: SdkSettings, signal: AbortSignal) => Promise<unknown>]>([
    ['of our own client', (all, signal) => new ApiClient(all).call({ ...identityCall(aws.port), signal }, readText)],
    ["of the SDK's", (all, signal) => firstPage(createFindingSource(all), signal)],
  ])('%s', async (_, call) => {
    aws.faults.add({ fault: FAULTS.internalError })
    const stop = new AbortController()
    const pending = call(await settings(), stop.signal)
    await expect.poll(() => aws.requests.all.map(({ status }) => status)).toEqual([500])
    stop.abort(reason)
    await expect(pending).rejects.toBe(reason)
    expect(aws.requests.all).toHaveLength(1)
  })
})

test('calls of a queue end with the reason of their signal', async () => {
  const queue = await (await connectAs(aws.url)).queue('notes')
  aws.faults.add({ latencyMs: 60_000 })
  const stop = new AbortController()
  const calls = [
    queue.receive(1, 20, stop.signal),
    queue.remove(['handle'], stop.signal),
    queue.extend('handle', 1, stop.signal),
  ]
  await expect.poll(() => aws.requests.all.length).toBe(5)
  stop.abort(reason)
  const results = await Promise.allSettled(calls)
  expect(results).toEqual(calls.map(() => ({ status: 'rejected', reason })))
})

test('waiting for what cannot be aborted ends with the signal, and leaves it one listener for all waits', async () => {
  const stop = new AbortController()
  expect(await abortable(Promise.resolve(1), stop.signal)).toBe(1)
  await expect(abortable(Promise.reject(new Error('own')), stop.signal)).rejects.toThrow('own')
  expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1)
  const pending = abortable(new Promise(() => {}), stop.signal)
  stop.abort(reason)
  await expect(pending).rejects.toBe(reason)
  await expect(abortable(new Promise(() => {}), stop.signal)).rejects.toBe(reason)
})

function identityCall(port: number): ApiCall {
  const endpoint = { protocol: 'http:', hostname: '127.0.0.1', port: String(port), path: '', region } as const
  return { service: 'sts', operation: 'GetCallerIdentity', method: 'POST', endpoint, path: '/', query: '', body: 'x' }
}
