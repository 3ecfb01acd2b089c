import { chmodSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { refreshing } from '../../../src/aws/credentials/refreshing.ts'
import { AwsFailure } from '../../../src/aws/failure.ts'
import { RunError } from '../../../src/errors.ts'
import { FAULTS, startLocalAws } from '../../helpers/local-aws/index.ts'
import { connectAs, type Setup, sharedAws } from '../connect.ts'

const aws = await sharedAws()
aws.credentials.add('envkey', 'envsecret')
aws.s3.createBucket('trail-bucket')

const ROLE = 'arn:aws:iam::123456789012:role/reader'
const NONE = '[other]\n'
const ENV = { AWS_ACCESS_KEY_ID: 'envkey', AWS_SECRET_ACCESS_KEY: 'envsecret' }

/** The access key that a listing was signed with. */
async function signer(setup: Setup): Promise<string | undefined> {
  const { objects } = await connectAs(aws.url, setup)
  await objects.list({ bucket: 'trail-bucket', prefix: '' })
  return aws.requests.of('ListObjectsV2').at(-1)?.scope?.accessKey
}

async function refusal(setup: Setup): Promise<RunError> {
  const failure = await signer(setup).catch((error: unknown) => error)
  if (!(failure instanceof RunError)) throw new Error(`no RunError but ${failure}`)
  return failure
}

describe('requests are signed with the keys', () => {
  test.each<[string, Setup, string]>([
    ['the command line before all', { options: { accessKey: 'testing', secretKey: 'testing' }, env: ENV }, 'testing'],
    ['the environment before the default profile', { env: ENV }, 'envkey'],
    ['a profile that is named before the environment', { options: { profile: 'dev' }, env: ENV }, 'devkey'],
    ['the default profile', {}, 'testing'],
    ['AWS_PROFILE', { env: { AWS_PROFILE: 'dev' } }, 'devkey'],
    ['AWS_DEFAULT_PROFILE', { env: { AWS_DEFAULT_PROFILE: 'dev', AWS_PROFILE: 'nobody' } }, 'devkey'],
    [
      'the default profile where variables are empty',
      { env: { AWS_PROFILE: '', AWS_DEFAULT_PROFILE: '', AWS_CONFIG_FILE: '', AWS_SHARED_CREDENTIALS_FILE: '' } },
      'testing',
    ],
    [
      'the config file',
      { config: '[default]\naws_access_key_id = envkey\naws_secret_access_key = envsecret\n', credentials: NONE },
      'envkey',
    ],
    [
      'a section without the word profile',
      {
        config: '[sec]\naws_access_key_id = envkey\naws_secret_access_key = envsecret\n',
        credentials: NONE,
        options: { profile: 'sec' },
      },
      'envkey',
    ],
  ])('of %s', async (_, setup, key) => expect(await signer(setup)).toBe(key))

  test('that the credential_process of the profile prints', async () => {
    const { home } = await connectAs(aws.url)
    const script = join(home.root, 'keys.sh')
    writeFileSync(script, `#!/bin/sh\necho '{"Version":1,"AccessKeyId":"envkey","SecretAccessKey":"envsecret"}'\n`)
    chmodSync(script, 0o755)
    const config = `[profile p]\nregion = us-east-1\ncredential_process = ${script}\n`
    expect(await signer({ config, options: { profile: 'p' } })).toBe('envkey')
  })

  test.each(['profile ', ''])('of the role that role_arn and source_profile name, in a section [%sr]', async (word) => {
    aws.sts.requireExternalId(ROLE, 'shared')
    const config = `[${word}r]\nregion = us-east-1\nrole_arn = ${ROLE}\nsource_profile = dev\nexternal_id = shared\nrole_session_name = me\n`
    expect(await signer({ config, options: { profile: 'r' } })).toMatch(/^ASIA/)
    expect(aws.requests.of('AssumeRole').at(-1)?.scope?.accessKey).toBe('devkey')
    expect(aws.sts.assumed.at(-1)).toMatchObject({ roleArn: ROLE, sessionName: 'me', externalId: 'shared' })
  })

  test('that the container credentials endpoint returns', async () => {
    const answer = {
      AccessKeyId: 'envkey',
      SecretAccessKey: 'envsecret',
      Token: '',
      Expiration: '2099-01-01T00:00:00Z',
    }
    const server = await serve(JSON.stringify(answer))
    const env = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    }
    const { objects } = await connectAs(aws.url, { env, credentials: NONE })
    // The local AWS knows these keys without a token and so refuses it: the key has arrived.
    await objects.list({ bucket: 'trail-bucket', prefix: '' }).catch(() => {})
    expect(aws.requests.of('ListObjectsV2').at(-1)?.scope?.accessKey).toBe('envkey')
    server.close()
  })
})

describe('with --iam_role_arn', () => {
  test('AssumeRole has the external id, the duration and the session name, and is signed with the keys of the profile', async () => {
    const options = { roleArn: ROLE, externalId: 'shared', roleDuration: 1200, profile: 'dev' }
    const config = '[profile dev]\nregion = us-east-1\n'
    expect(await signer({ options, config })).toMatch(/^ASIA/)
    expect(aws.sts.assumed.at(-1)).toEqual({
      roleArn: ROLE,
      sessionName: 'WazuhLogParsing',
      externalId: 'shared',
      duration: 1200,
    })
    expect(aws.requests.of('AssumeRole').at(-1)?.scope).toMatchObject({ accessKey: 'devkey', region: 'us-east-1' })
  })

  test('GetCallerIdentity is signed with the keys of the role', async () => {
    const connection = await connectAs(aws.url, { options: { roleArn: ROLE, externalId: 'shared' } })
    expect(await connection.identity()).toBe('123456789012')
    expect(aws.requests.of('GetCallerIdentity').at(-1)?.scope?.accessKey).toMatch(/^ASIA/)
  })

  test('AssumeRole goes to --sts_endpoint', async () => {
    const other = await startLocalAws()
    const options = { roleArn: ROLE, stsEndpoint: other.url }
    const connection = await connectAs(aws.url, { options })
    await connection.objects.list({ bucket: 'trail-bucket', prefix: '' }).catch(() => {})
    await connection.identity()
    expect(other.requests.of('AssumeRole')).toHaveLength(1)
    expect(other.requests.of('GetCallerIdentity')).toHaveLength(1)
    expect(aws.requests.of('AssumeRole')).toHaveLength(0)
    await other.stop()
  })

  test('keys are refreshed five minutes before they expire, once for all requests of a run', async () => {
    const began = Date.now()
    vi.useFakeTimers({ toFake: ['Date'], now: began })
    try {
      aws.sts.lifetime = 3600
      const { objects } = await connectAs(aws.url, { options: { roleArn: ROLE, externalId: 'shared' } })
      const keysAfter = async (minutes: number) => {
        vi.setSystemTime(began + minutes * 60_000)
        await Promise.all([1, 2, 3].map(() => objects.list({ bucket: 'trail-bucket', prefix: '' })))
        const lists = aws.requests.of('ListObjectsV2').slice(-3)
        expect(lists.every(({ status }) => status === 200)).toBe(true)
        return new Set(lists.map(({ scope }) => scope?.accessKey))
      }
      const first = await keysAfter(0)
      expect(await keysAfter(54)).toEqual(first)
      const second = await keysAfter(56)
      expect(await keysAfter(110)).toEqual(second)
      const third = await keysAfter(112)
      expect([first.size, second.size, third.size]).toEqual([1, 1, 1])
      expect(new Set([...first, ...second, ...third]).size).toBe(3)
      expect(aws.requests.of('AssumeRole')).toHaveLength(3)
    } finally {
      aws.sts.lifetime = undefined
      vi.useRealTimers()
    }
  })
})

describe('a failure to find keys', () => {
  test('anywhere ends the run with exit 3 and names what was tried', async () => {
    const { exitCode, lines } = await refusal({ credentials: NONE })
    expect(exitCode).toBe(3)
    expect(lines).toEqual([
      { level: 'error', text: 'Access error: Unable to locate credentials' },
      {
        level: 1,
        text: "+++ No credentials in: environment, web identity, profile 'default', container, instance metadata",
      },
    ])
  })

  test('because the profile is in neither file ends the run with exit 23', async () => {
    const { exitCode, message } = await refusal({ options: { profile: 'nobody' } })
    expect(exitCode).toBe(23)
    expect(message).toBe('The config profile (nobody) could not be found')
  })

  test('because credential_process failed ends the run with exit 3 and hides its command line', async () => {
    const config = '[profile p]\ncredential_process = /bin/sh -c "echo hidden >&2; exit 1"\n'
    const { exitCode, message } = await refusal({ config, options: { profile: 'p' } })
    expect(exitCode).toBe(3)
    expect(message).toBe("Access error: profile 'p': credential_process failed")
  })

  test('because the role was refused ends the run with exit 3 and the text of STS', async () => {
    aws.sts.requireExternalId(ROLE, 'shared')
    const { exitCode, message } = await refusal({ options: { roleArn: ROLE, externalId: 'wrong' } })
    expect(exitCode).toBe(3)
    expect(message).toMatch(/^Access error: An error occurred \(AccessDenied\) when calling the AssumeRole operation: /)
  })

  test('because STS cannot be reached or throttles keeps its kind', async () => {
    const config = '[default]\nregion = us-east-1\nmax_attempts = 1\n'
    const unreachable = signer({ config, options: { roleArn: ROLE, stsEndpoint: 'http://127.0.0.1:9' } })
    await expect(unreachable).rejects.toMatchObject({ kind: 'unreachable', operation: 'AssumeRole' })
    aws.faults.add({ service: 'sts', fault: FAULTS.throttling })
    await expect(signer({ config, options: { roleArn: ROLE } })).rejects.toMatchObject({ kind: 'throttled' })
  })

  test('because the file of the web identity is missing ends the run with exit 3', async () => {
    const env = { AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: '/no/such/token' }
    const { exitCode, message } = await refusal({ env, credentials: NONE })
    expect(exitCode).toBe(3)
    expect(message).toMatch(/^Access error: web identity: ENOENT/)
  })

  test('shows no secret in any text', async () => {
    const secret = 's3cr3t/with+chars'
    const failures = await Promise.all([
      signer({ options: { accessKey: 'testing', secretKey: secret } }).catch((error) => error),
      signer({ env: { AWS_ACCESS_KEY_ID: 'unknown', AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: secret } }).catch(
        (error) => error,
      ),
      signer({ options: { accessKey: 'a', secretKey: secret, roleArn: ROLE } }).catch((error) => error),
    ])
    for (const failure of failures) {
      expect(failure instanceof AwsFailure || failure instanceof RunError).toBe(true)
      for (let e = failure; e instanceof Error; e = e.cause as Error) expect(`${e.stack}`).not.toContain(secret)
    }
  })
})

describe('cached keys', () => {
  const keys = (expiration?: number) => ({
    accessKeyId: 'a',
    secretAccessKey: 's',
    ...(expiration && { expiration: new Date(expiration) }),
  })

  test.each([
    ['an hour are refreshed five minutes before they expire', 3_600_000, 3_299_000, 3_301_000],
    ['two seconds are refreshed in the last quarter', 2_000, 1_400, 1_600],
  ])('that last %s', async (_, life, still, renewed) => {
    let now = 0
    let asked = 0
    const source = refreshing(
      async () => {
        asked += 1
        return keys(now + life)
      },
      () => now,
    )
    await Promise.all([source(), source()])
    now = still
    await source()
    expect(asked).toBe(1)
    now = renewed
    await Promise.all([source(), source()])
    expect(asked).toBe(2)
  })

  test('that never expire are asked for once', async () => {
    let asked = 0
    const source = refreshing(async () => {
      asked += 1
      return keys()
    })
    for (let n = 0; n < 3; n++) await source()
    expect(asked).toBe(1)
  })

  test('do not include a failure: the next call asks again', async () => {
    let asked = 0
    const source = refreshing(async () => {
      if (asked++ === 0) throw new Error('not yet')
      return keys()
    })
    await expect(source()).rejects.toThrow('not yet')
    await expect(source()).resolves.toEqual(keys())
  })
})

test('cached keys that are still valid outlive a refresh that fails', async () => {
  let now = 0
  let asked = 0
  const source = refreshing(
    async () => {
      if (asked++ > 0) throw new Error('out of order')
      return { accessKeyId: 'a', secretAccessKey: 's', expiration: new Date(3_600_000) }
    },
    () => now,
  )
  const first = await source()
  now = 3_400_000
  expect(await source()).toBe(first)
  now = 3_600_001
  await expect(source()).rejects.toThrow('out of order')
})

function serve(body: string): Promise<Server> {
  const server = createServer((_, response) => response.end(body))
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}
