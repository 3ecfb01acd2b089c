import { afterEach, expect, test } from 'vitest'
import { FAULTS, type LocalAws, startLocalAws } from '../../helpers/local-aws/index.ts'
import { connectAs, disconnectAll } from '../connect.ts'

let aws: LocalAws
afterEach(async () => {
  disconnectAll()
  await aws.stop()
})

test.each([-3_600_000, 3_600_000])(
  'a clock that is off by %i ms is corrected once, for all calls',
  async (clockAheadMs) => {
    aws = await startLocalAws({ clockAheadMs })
    aws.s3.put('trail-bucket', 'k', 'body')
    const connection = await connectAs(aws.url, { config: '[default]\nmax_attempts = 1\n' })
    await connection.objects.list({ bucket: 'trail-bucket', prefix: '' })
    await connection.objects.get('trail-bucket', 'k')
    await connection.identity()
    expect(aws.requests.all.map(({ status }) => status)).toEqual([403, 200, 200, 200])
  },
)

test('concurrent calls correct a clock that is off together', async () => {
  aws = await startLocalAws({ clockAheadMs: 3_600_000 })
  aws.s3.createBucket('trail-bucket')
  const { objects } = await connectAs(aws.url, { config: '[default]\nmax_attempts = 1\n' })
  const listings = Array.from({ length: 5 }, () => objects.list({ bucket: 'trail-bucket', prefix: '' }))
  expect(await Promise.all(listings)).toHaveLength(5)
})

test('a clock that cannot be corrected is reported after one request', async () => {
  aws = await startLocalAws()
  aws.s3.createBucket('trail-bucket')
  aws.faults.add({ fault: { status: 403, code: 'RequestTimeTooSkewed', message: 'The difference is too large.' } })
  const { objects } = await connectAs(aws.url)
  const failure = objects.list({ bucket: 'trail-bucket', prefix: '' })
  await expect(failure).rejects.toMatchObject({ kind: 'clock-skew', code: 'RequestTimeTooSkewed' })
  expect(aws.requests.all).toHaveLength(1)
})

test('a wrong signature is not taken for a clock that is off', async () => {
  aws = await startLocalAws()
  aws.faults.add({ fault: { ...FAULTS.accessDenied, code: 'SignatureDoesNotMatch' } })
  const { objects } = await connectAs(aws.url)
  await expect(objects.list({ bucket: 'trail-bucket', prefix: '' })).rejects.toMatchObject({ kind: 'credentials' })
  expect(aws.requests.all).toHaveLength(1)
})
