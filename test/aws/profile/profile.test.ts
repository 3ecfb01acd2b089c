import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfigFiles } from '../../../src/aws/profile/config-files.ts'
import { type Profile, readProfile } from '../../../src/aws/profile/profile.ts'
import { defaultTuning } from '../../../src/aws/profile/tuning.ts'
import { RunError } from '../../../src/errors.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aws-s3-profile-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The profile of a config file with that text; none: there is no file. */
async function profileOf(config: string | undefined, name?: string): Promise<Profile> {
  const path = join(folder, 'config')
  rmSync(path, { force: true })
  if (config !== undefined) writeFileSync(path, config)
  return readProfile(await readConfigFiles({ HOME: folder, AWS_CONFIG_FILE: path }), name)
}

async function failureOf(config: string, name?: string): Promise<RunError> {
  const failure = await profileOf(config, name).catch((error: unknown) => error)
  if (!(failure instanceof RunError)) throw new Error('no failure')
  return failure
}

const NO_RETRIES =
  'No retries configuration found in profile config. Generating default configuration for retries: mode: standard - max_attempts: 10'
const retriesOf = (label: string) =>
  `Retries parameters found in user profile. Using profile '${label}' retries configuration`
const createdFrom = (label: string) => `Created Config object using profile: '${label}' configuration`

describe('the lines of a profile are those of the recordings', () => {
  test.each([
    [
      'no file',
      undefined,
      undefined,
      ['Generating default configuration for retries: mode standard - max_attempts 10'],
    ],
    [
      'defaults',
      '[default]\nregion = us-east-1\n',
      undefined,
      ["+++ Region 'us-east-1' added to the configuration", NO_RETRIES, createdFrom('default')],
    ],
    [
      'no region',
      '[default]\nmax_attempts = 3\n',
      undefined,
      ["+++ No 'region' found in profile 'default'", retriesOf('default'), createdFrom('default')],
    ],
    [
      'the word profile',
      '[profile dev]\nregion=us-east-1\nretry_mode=standard\n',
      'dev',
      ["+++ Region 'us-east-1' added to the configuration", retriesOf('profile dev'), createdFrom('profile dev')],
    ],
    [
      'the bare name',
      '[dev]\nregion = us-east-1\nmax_attempts = 4\n',
      'dev',
      ["+++ Region 'us-east-1' added to the configuration", retriesOf('dev'), createdFrom('dev')],
    ],
    [
      'spaces in the brackets',
      '[ default ]\nregion = us-east-1\n',
      undefined,
      ["+++ Region 'us-east-1' added to the configuration", NO_RETRIES, createdFrom('default')],
    ],
    [
      'a name of two words',
      '[profile my dev]\nregion = us-east-1\n',
      'my dev',
      ["+++ Region 'us-east-1' added to the configuration", NO_RETRIES, createdFrom('profile my dev')],
    ],
    [
      'the bare name first',
      '[profile dev]\nregion = eu-west-1\n[dev]\nregion = us-east-1\n',
      'dev',
      ["+++ Region 'us-east-1' added to the configuration", NO_RETRIES, createdFrom('dev')],
    ],
    [
      'a section without keys',
      '[default]\n',
      undefined,
      ["+++ No 'region' found in profile 'default'", NO_RETRIES, createdFrom('default')],
    ],
  ])('%s', async (_, config, name, lines) => expect((await profileOf(config, name)).lines).toEqual(lines))
})

describe('retry settings', () => {
  test.each([
    ['', { mode: 'standard', maxAttempts: 10 }],
    ['max_attempts = 5', { mode: 'standard', maxAttempts: 5 }],
    ['retry_mode = legacy', { mode: 'legacy', maxAttempts: 10 }],
    ['retry_mode = adaptive\nmax_attempts = 2', { mode: 'adaptive', maxAttempts: 2 }],
    ['max_attempts = 0', { mode: 'standard', maxAttempts: 1 }],
  ])('%j', async (keys, retries) => expect((await profileOf(`[default]\n${keys}\n`)).retries).toEqual(retries))
})

describe('a profile that is not in the config file ends the run with exit 23', () => {
  test.each([
    ['[default]\nregion = us-east-1\n', 'dev', 'profile dev'],
    ['[profile dev]\nregion = us-east-1\n', undefined, 'default'],
    ['[profile dev]\nregion = us-east-1\n', 'default', 'profile default'],
  ])('%j asked for %s', async (config, name, label) => {
    const { exitCode, lines } = await failureOf(config, name)
    expect(exitCode).toBe(23)
    expect(lines).toEqual([
      { level: 'error', text: `No profile named: '${label}' was found in the user config file` },
      {
        level: 2,
        text: `The region for '${label}' must be specified in '~/.aws/config' under the '[${label}]' section.`,
      },
    ])
  })
})

describe('a value of the profile that cannot be used ends the run with exit 17', () => {
  test('with the line of the contract for its own keys, and a DEBUG line that names the value', async () => {
    const { exitCode, lines } = await failureOf('[profile dev]\nregion = us-east-1\nmax_attempts = many\n', 'dev')
    expect(exitCode).toBe(17)
    expect(lines).toEqual([
      { level: 2, text: "+++ Region 'us-east-1' added to the configuration" },
      { level: 'error', text: 'Invalid key or value found in config ' },
      { level: 1, text: "Invalid key or value found in config max_attempts: 'many' is no number" },
    ])
  })

  test.each([
    ['retry_mode = fast', 'Invalid key or value found in config '],
    ['max_attempts = -1', 'Invalid key or value found in config '],
    ['max_attempts = 1e3', 'Invalid key or value found in config '],
    ['default.s3.max_concurrent_requests = many', 'Invalid key or value found in config '],
    ['default.s3.max_queue_size = 10MB', 'Invalid key or value found in config '],
    ['default.proxy.host = p\ndefault.proxy.port = eighty', 'Invalid key or value found in config '],
    [
      'signature_version = s3',
      "Invalid key or value found in config signature_version: 's3' is not supported, only s3v4",
    ],
    [
      'default.s3.max_bandwidth = quick',
      "Invalid key or value found in config s3.max_bandwidth: 'quick' cannot be understood",
    ],
    [
      'default.s3.addressing_style = round',
      "Invalid key or value found in config s3.addressing_style: 'round' cannot be understood",
    ],
    [
      'default.s3.max_concurrent_requests = 0',
      "Invalid key or value found in config s3.max_concurrent_requests: '0' cannot be understood",
    ],
    [
      'default.s3.multipart_chunksize = 0',
      "Invalid key or value found in config s3.multipart_chunksize: '0' cannot be understood",
    ],
    [
      'default.proxy.host = p\ndefault.proxy.port = 99999',
      "Invalid key or value found in config proxy.port: '99999' is no port",
    ],
  ])('%j', async (key, text) => {
    const { exitCode, lines } = await failureOf(`[default]\n${key}\n`)
    expect(exitCode).toBe(17)
    expect(lines.find(({ level }) => level === 'error')?.text).toBe(text)
  })
})

describe('S3 keys of a profile', () => {
  const dotted = `[profile dev]
dev.s3.max_concurrent_requests = 4
dev.s3.max_queue_size = 50
dev.s3.multipart_threshold = 64MB
dev.s3.multipart_chunksize = 16MB
dev.s3.max_bandwidth = 50MB/s
dev.s3.use_accelerate_endpoint = true
dev.s3.addressing_style = virtual
signature_version = s3v4
`
  const nested = `[profile dev]
s3 =
  max_concurrent_requests = 4
  max_queue_size = 50
  multipart_threshold = 64MB
  multipart_chunksize = 16MB
  max_bandwidth = 50MB/s
  use_accelerate_endpoint = true
  addressing_style = virtual
signature_version = s3v4
`
  test.each([
    ['NAME.s3.KEY', dotted],
    ["AWS's nested form", nested],
    ['capitals', dotted.replaceAll('dev.s3.max', 'Dev.S3.Max')],
  ])('are read in the form of %s', async (_, config) => {
    expect((await profileOf(config, 'dev')).tuning).toEqual({
      maxConcurrentRequests: 4,
      firstConcurrentRequests: 4,
      maxQueueSize: 50,
      multipartThreshold: 64 * 1024 ** 2,
      multipartChunksize: 16 * 1024 ** 2,
      maxBandwidth: 50 * 1024 ** 2,
      useAccelerateEndpoint: true,
      addressingStyle: 'virtual',
    })
  })

  test('have defaults, and those of another profile do not count', async () => {
    const config = '[profile dev]\nother.s3.max_queue_size = 1\n[profile other]\nother.s3.max_queue_size = 1\n'
    expect((await profileOf(config, 'dev')).tuning).toEqual(defaultTuning)
  })
})

describe('the proxy of a profile', () => {
  test.each([
    ['dev.proxy.host = proxy.example.com\ndev.proxy.port = 8080', { url: 'http://proxy.example.com:8080' }],
    ['dev.proxy.host = https://proxy.example.com', { url: 'https://proxy.example.com' }],
    ['dev.proxy.host = http://proxy.example.com:3128', { url: 'http://proxy.example.com:3128' }],
    [
      'proxy =\n  host = p\n  username = me\n  password = a#b=c\n  ca_bundle = /ca.pem\n  client_cert = /me.pem\n  use_forwarding_for_https = true',
      {
        url: 'http://p',
        username: 'me',
        password: 'a#b=c',
        caBundle: '/ca.pem',
        clientCert: '/me.pem',
        useForwardingForHttps: true,
      },
    ],
  ])('%j', async (keys, proxy) => {
    const expected = { useForwardingForHttps: false, ...proxy }
    expect((await profileOf(`[profile dev]\n${keys}\n`, 'dev')).proxy).toEqual(expected)
  })

  test('needs a host: a port alone is no proxy', async () => {
    expect((await profileOf('[profile dev]\ndev.proxy.port = 8080\n', 'dev')).proxy).toBeUndefined()
  })
})

test('endpoints of a services section come with the profile', async () => {
  const config = '[default]\nservices = local\n[services local]\ns3 =\n  endpoint_url = http://127.0.0.1:1\n'
  expect((await profileOf(config)).services['s3.endpoint_url']).toBe('http://127.0.0.1:1')
})

test('the config files are those in the home of the user when the environment names no others', async () => {
  const files = await readConfigFiles({ HOME: folder })
  expect(files).toEqual({ configPath: join(folder, '.aws/config'), credentialsPath: join(folder, '.aws/credentials') })
})
