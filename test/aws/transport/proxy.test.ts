import { type AddressInfo, createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AwsFailure } from '../../../src/aws/failure.ts'
import { RunError } from '../../../src/errors.ts'
import { type LocalAws, startLocalAws } from '../../helpers/local-aws/index.ts'
import { type Connected, connectAs, disconnectAll, type Setup } from '../connect.ts'
import { type Certificate, makeCertificate } from './certificates.ts'
import { type ProxyOptions, startProxy, startTlsFront, type TestProxy } from './proxy-server.ts'

const HOSTS = ['127.0.0.1', '*.s3.us-east-1.amazonaws.com', '*.us-east-1.amazonaws.com']
let aws: LocalAws
let front: Awaited<ReturnType<typeof startTlsFront>>
let endpoint: Certificate
let proxyCertificate: Certificate
let client: Certificate
beforeAll(async () => {
  aws = await startLocalAws()
  aws.s3.put('trail-bucket', 'k', 'body')
  ;[endpoint, proxyCertificate, client] = await Promise.all([
    makeCertificate(...HOSTS),
    makeCertificate('127.0.0.1', 'localhost'),
    makeCertificate('the-manager'),
  ])
  front = await startTlsFront(aws.port, endpoint)
})
afterAll(() => Promise.all([aws.stop(), front.stop()]))
beforeEach(() => aws.requests.clear())

const running: TestProxy[] = []
afterEach(async () => {
  disconnectAll()
  await Promise.all(running.splice(0).map((proxy) => proxy.stop()))
})

async function proxy(options: ProxyOptions = {}): Promise<TestProxy> {
  const started = await startProxy(options)
  running.push(started)
  return started
}

const profile = (...keys: string[]) =>
  `[default]\nregion = us-east-1\nmax_attempts = 2\n${keys.map((key) => `default.proxy.${key}\n`).join('')}`

/** A connection to AWS's own names, which the proxy leads to the local one; keys from the environment. */
function connectAway(setup: Setup): Promise<Connected> {
  const env = { AWS_ENDPOINT_URL: undefined, AWS_CA_BUNDLE: endpoint.certFile, ...setup.env }
  return connectAs(undefined, { ...setup, env })
}

const list = ({ objects }: Connected) => objects.list({ bucket: 'trail-bucket', prefix: '' })

async function failureOf(promise: Promise<unknown>): Promise<AwsFailure> {
  const failure = await promise.catch((error: unknown) => error)
  if (!(failure instanceof AwsFailure)) throw new Error(`no AwsFailure but ${failure}`)
  return failure
}

describe('requests go through the proxy', () => {
  test('of S3, STS, EC2, Logs, Inspector and SQS, through a tunnel', async () => {
    const { port, seen } = await proxy({ leadTo: front.port, user: 'me', password: 'pa:ss' })
    const config = profile('host = 127.0.0.1', `port = ${port}`, 'username = me', 'password = pa:ss')
    const connection = await connectAway({ config, options: { roleArn: 'arn:aws:iam::123456789012:role/r' } })
    aws.logs.createGroup('us-east-1', 'app')
    expect((await list(connection)).objects).toHaveLength(1)
    expect(Buffer.from(await (await connection.objects.get('trail-bucket', 'k')).bytes()).toString()).toBe('body')
    await connection.identity()
    await connection.flowLogs('us-east-1')
    expect(await (await connection.logs('us-east-1')).groups('')).toEqual(['app'])
    for await (const _ of (await connection.findings('us-east-1')).pages(new Date(0), new Date())) break
    for await (const _ of (await connection.classicFindings('us-east-1')).pages(new Date(0), new Date())) break
    await connection.queue('none').catch(() => {})
    const names = ['trail-bucket.s3', 'sts', 'ec2', 'logs', 'inspector2', 'inspector', 'sqs']
    const hosts = names.map((name) => `CONNECT ${name}.us-east-1.amazonaws.com:443`)
    expect([...new Set(seen)].sort()).toEqual(hosts.sort())
  })

  test('in absolute form when they are plain HTTP', async () => {
    const { port, seen } = await proxy({ user: 'me', password: 'secret' })
    const config = profile('host = 127.0.0.1', `port = ${port}`, 'username = me', 'password = secret')
    const connection = await connectAs(aws.url, { config })
    await list(connection)
    await list(connection)
    expect(seen).toEqual(Array(2).fill(`GET ${aws.url}/trail-bucket?list-type=2&prefix=&encoding-type=url`))
    expect(aws.requests.all).toHaveLength(2)
  })

  test('over TLS, with a client certificate', async () => {
    const { port, seen, clients } = await proxy({
      leadTo: front.port,
      certificate: proxyCertificate,
      clients: client.cert,
    })
    const config = profile(
      `host = https://127.0.0.1:${port}`,
      `ca_bundle = ${proxyCertificate.certFile}`,
      `client_cert = ${client.pairFile}`,
    )
    await list(await connectAway({ config }))
    expect(seen).toEqual(['CONNECT trail-bucket.s3.us-east-1.amazonaws.com:443'])
    expect(clients).toEqual(['the-manager'])
  })

  test('in absolute form over TLS with use_forwarding_for_https', async () => {
    const { port, seen } = await proxy({ certificate: proxyCertificate })
    const config = profile(
      `host = https://127.0.0.1:${port}`,
      `ca_bundle = ${proxyCertificate.certFile}`,
      'use_forwarding_for_https = true',
    )
    // The proxy of the test cannot speak TLS with an endpoint: what it was asked for is enough.
    await list(await connectAway({ config })).catch(() => {})
    expect(seen[0]).toBe('GET https://trail-bucket.s3.us-east-1.amazonaws.com/?list-type=2&prefix=&encoding-type=url')
  })

  test('that inspects TLS, when its bundle is trusted beside the built-in authorities', async () => {
    const { port } = await proxy({ leadTo: front.port })
    const config = profile('host = 127.0.0.1', `port = ${port}`, `ca_bundle = ${endpoint.certFile}`)
    expect((await list(await connectAway({ config, env: { AWS_CA_BUNDLE: undefined } }))).objects).toHaveLength(1)
  })

  test.each(['HTTPS_PROXY', 'https_proxy'])('of %s in the environment', async (name) => {
    const { port, seen } = await proxy({ leadTo: front.port, user: 'me', password: 'p@ss' })
    const env = { [name]: `http://me:p%40ss@127.0.0.1:${port}` }
    await list(await connectAway({ config: '[default]\nregion = us-east-1\n', env }))
    expect(seen).toEqual(['CONNECT trail-bucket.s3.us-east-1.amazonaws.com:443'])
  })

  test('of the environment unless NO_PROXY exempts the host; the proxy of the profile is always used', async () => {
    const { port, seen } = await proxy()
    const env = { HTTP_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: '127.0.0.1' }
    await list(await connectAs(aws.url, { env }))
    expect(seen).toEqual([])
    await list(await connectAs(aws.url, { env, config: profile('host = 127.0.0.1', `port = ${port}`) }))
    expect(seen).toHaveLength(1)
  })
})

describe('a failure of the proxy names the proxy', () => {
  test('when the password is wrong, for a tunnel', async () => {
    const { port, seen } = await proxy({ leadTo: front.port, user: 'me', password: 'right' })
    const config = profile('host = 127.0.0.1', `port = ${port}`, 'username = me', 'password = wr0ng')
    const failure = await failureOf(list(await connectAway({ config })))
    expect(failure).toMatchObject({ kind: 'unreachable', code: 'EPROXY' })
    expect(failure.message).toContain("(ListObjectsV2, profile 'default': proxy: 407 Proxy Authentication Required)")
    expect(failure.message).not.toContain('wr0ng')
    expect(seen).toHaveLength(1)
  })

  test('when the password is wrong, for plain HTTP', async () => {
    const { port } = await proxy({ user: 'me', password: 'right' })
    const config = profile('host = 127.0.0.1', `port = ${port}`, 'username = me', 'password = wr0ng')
    const failure = await failureOf(list(await connectAs(aws.url, { config })))
    expect(failure).toMatchObject({ kind: 'unreachable', code: 'EPROXY' })
    expect(failure.message).toContain('proxy: 407 Proxy Authentication Required')
  })

  test('when nobody listens', async () => {
    const failure = await failureOf(list(await connectAway({ config: profile('host = 127.0.0.1', 'port = 9') })))
    expect(failure).toMatchObject({ kind: 'unreachable', code: 'ECONNREFUSED' })
    expect(failure.message).toContain('proxy: connect ECONNREFUSED 127.0.0.1:9')
  })

  test('when it does not respond in time', async () => {
    const silent = createServer((socket) => socket.on('error', () => {}))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const config = profile('host = 127.0.0.1', `port = ${(silent.address() as AddressInfo).port}`)
    const failure = await failureOf(
      list(await connectAway({ config, overrides: { timeouts: { connectMs: 50, idleMs: 5_000 } } })),
    )
    expect(failure).toMatchObject({ kind: 'unreachable', code: 'ETIMEDOUT' })
    silent.close()
  })

  test.each([
    ['502 Bad Gateway', 2],
    ['403 Forbidden', 1],
  ])('when it responds with %s, after %i attempts', async (status, times) => {
    let asked = 0
    const refusing = createServer((socket) => {
      asked += 1
      socket.once('data', () => socket.end(`HTTP/1.1 ${status}\r\n\r\n`))
    })
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve))
    const config = profile('host = 127.0.0.1', `port = ${(refusing.address() as AddressInfo).port}`)
    const connection = await connectAway({ config })
    const failure = await failureOf(list(connection))
    expect(failure.message).toContain(`proxy: ${status})`)
    expect(asked).toBe(times)
    asked = 0
    await failureOf((await connection.logs('us-east-1')).groups(''))
    expect(asked).toBe(times)
    refusing.close()
  })

  test('in no case when the certificate of the endpoint is not trusted, and makes no second attempt', async () => {
    const { port, seen } = await proxy({ leadTo: front.port })
    const config = profile('host = 127.0.0.1', `port = ${port}`)
    const failure = await failureOf(list(await connectAway({ config, env: { AWS_CA_BUNDLE: undefined } })))
    expect(failure).toMatchObject({ kind: 'unreachable', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    expect(failure.message).toContain('self-signed certificate')
    expect(seen).toHaveLength(1)
  })

  test('when its certificate is not trusted', async () => {
    const { port } = await proxy({ certificate: proxyCertificate })
    const failure = await failureOf(list(await connectAway({ config: profile(`host = https://127.0.0.1:${port}`) })))
    expect(failure.kind).toBe('unreachable')
    expect(failure.message).toMatch(/proxy: .*self-signed certificate/)
  })

  test.each([
    [['ca_bundle = /no/such/bundle.pem'], "proxy.ca_bundle: '/no/such/bundle.pem' cannot be read (ENOENT)"],
    [['client_cert = /dev/null'], "proxy.client_cert: '/dev/null' holds no certificate"],
  ])('when a file of it cannot be used: %j', async (keys, reason) => {
    const failure = await connectAway({ config: profile('host = 127.0.0.1', ...keys) }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(RunError)
    expect(failure).toMatchObject({
      exitCode: 17,
      message: expect.stringContaining(`Invalid key or value found in config ${reason}`),
    })
  })
})
