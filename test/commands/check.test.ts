import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BUCKET, stageOf } from '../e2e/stage.ts'
import { type Home, makeHome } from '../helpers/home.ts'
import { runHere } from '../helpers/run-here.ts'

let home: Home
let file: string
beforeEach(() => {
  home = makeHome('http://127.0.0.1:1', { config: '[default]\nregion = us-east-1\n' })
  mkdirSync(join(home.root, 'etc'))
  file = join(home.root, 'etc', 'ossec.conf')
})
afterEach(() => home.remove())

const write = (content: string, path = file) =>
  writeFileSync(path, `<ossec_config>\n<wodle name="aws-s3">\n${content}\n</wodle>\n</ossec_config>\n`)
const check = (...argv: string[]) => runHere(home, ['check', ...argv])
const program = () => join(home.root, 'wodles/aws/aws-s3')

test('a file without faults: the command line of each source, exit 0', async () => {
  write(`<skip_on_error>yes</skip_on_error>
<bucket type="cloudtrail"><name>my-trail</name></bucket>
<service type="cloudwatchlogs"><aws_log_groups>/aws/[x]</aws_log_groups></service>`)
  const { exit, stdout, stderr } = await check(file)
  expect({ exit, stderr }).toEqual({ exit: 1, stderr: [] })
  expect(stdout).toEqual([
    `${file}:2: block`,
    '  bucket my-trail (cloudtrail), line 4',
    `    ${program()} --bucket my-trail --type cloudtrail --skip_on_error`,
    '  service /aws/[x] (cloudwatchlogs), line 5',
    `    ${program()} --service cloudwatchlogs --aws_log_groups '/aws/[x]' --skip_on_error`,
    expect.stringMatching(/:5: mistake: <aws_log_groups>: '\/aws\/\[x\]' has an invalid character/),
    `${file}: 2 sources, 1 finding`,
  ])
})

test('without a file, the ossec.conf of the home is checked, with the debug level of the manager', async () => {
  write('<bucket type="cloudtrail"><name>my-trail</name></bucket>')
  writeFileSync(join(home.root, 'etc/internal_options.conf'), '# x\nwazuh_modules.debug=0\n')
  writeFileSync(join(home.root, 'etc/local_internal_options.conf'), 'wazuh_modules.debug=2\n')
  const { exit, stdout } = await check()
  expect(exit).toBe(0)
  expect(stdout.at(2)).toBe(`    ${program()} --bucket my-trail --type cloudtrail --debug 2`)
  expect(stdout.at(-1)).toBe(`${file}: 1 source, nothing wrong`)
})

test('without a file, what is shared with agents is checked, too, where it names this module', async () => {
  for (const group of ['default', 'linux', 'none']) mkdirSync(join(home.root, 'etc/shared', group), { recursive: true })
  const bucket = '<bucket type="custom"><name>my-logs</name></bucket>'
  write(bucket)
  write(bucket, join(home.root, 'etc/shared/linux/agent.conf'))
  writeFileSync(join(home.root, 'etc/shared/default/agent.conf'), '<agent_config/>')
  const { stdout } = await check()
  expect(stdout.filter((line) => /source/.test(line))).toEqual([
    `${file}: 1 source, nothing wrong`,
    `${home.root}/etc/shared/linux/agent.conf:3: mistake: the same source as ${file}, line 3: its logs are read twice`,
    `${home.root}/etc/shared/linux/agent.conf: 1 source, 1 finding`,
  ])
})

test('what the scheduler splits is shown as it splits it, and no secret is shown', async () => {
  write(
    '<bucket type="alb"><name>my-logs</name><path>a b</path>\n<access_key>A</access_key><secret_key>S3</secret_key></bucket>',
  )
  const { exit, stdout } = await check(file)
  expect(exit).toBe(1)
  expect(stdout.slice(2, 4)).toEqual([
    `    ${program()} --bucket my-logs --access_key A --secret_key '********' --trail_prefix 'a b' --type alb`,
    `    Before 4.14.8 the manager makes of it: ${program()} --bucket my-logs --access_key A --secret_key '********' --trail_prefix a b --type alb`,
  ])
  expect(stdout.join()).not.toContain('S3')
})

describe('findings', () => {
  test('are printed with their file and line, those of several files together', async () => {
    const other = join(home.root, 'etc', 'agent.conf')
    write('<bucket type="custom"><name>my-logs</name></bucket>')
    write('<disabled>maybe</disabled>\n<bucket type="custom"><name>my-logs</name></bucket>', other)
    const { exit, stdout } = await check(file, other)
    expect(exit).toBe(1)
    expect(stdout.filter((line) => / (refused|mistake): /.test(line))).toEqual([
      `${other}:3: refused: <disabled> must be yes or no, not 'maybe'`,
      `${other}:4: mistake: the same source as ${file}, line 3: its logs are read twice`,
    ])
  })

  test('of disabled blocks are shown, but they read nothing that another source reads', async () => {
    const bucket = '<bucket type="custom"><name>my-logs</name><path></path></bucket>'
    write(`${bucket}</wodle>\n<wodle name="aws-s3"><disabled>yes</disabled>${bucket}`)
    const { stdout } = await check(file)
    expect(stdout).toContain(`${file}:4: block, disabled`)
    expect(stdout.filter((line) => line.includes('mistake'))).toEqual([
      `${file}:3: mistake: <path> is empty`,
      `${file}:4: mistake: <path> is empty`,
    ])
  })

  test('include profiles that this user does not have', async () => {
    write('<bucket type="custom"><name>my-logs</name><aws_profile>prod</aws_profile></bucket>')
    expect((await check(file)).stdout).toContain(
      `${file}:3: mistake: <aws_profile>: there is no profile 'prod' in the AWS files of this user`,
    )
  })

  test('of a file that is no XML are one', async () => {
    writeFileSync(file, '<ossec_config>\n<wodle name="aws-s3">\n')
    expect(await check(file)).toMatchObject({
      exit: 1,
      stdout: [`${file}:2: refused: <wodle> is not closed`, `${file}: 0 sources, 1 finding`],
    })
  })
})

test('scripts get one document', async () => {
  write('<bucket type="cloudtrail"><name>my-trail</name><path>a b</path></bucket>')
  const { exit, stdout } = await check('--json', file)
  expect(exit).toBe(1)
  expect(stdout).toHaveLength(1)
  const words = [program(), '--bucket', 'my-trail', '--trail_prefix', 'a b', '--type', 'cloudtrail']
  expect(JSON.parse(stdout[0] ?? '')).toEqual({
    files: [
      {
        file,
        blocks: [
          {
            line: 2,
            disabled: false,
            sources: [
              {
                kind: 'bucket',
                type: 'cloudtrail',
                name: 'my-trail',
                line: 3,
                words,
                shell: `${program()} --bucket my-trail --trail_prefix 'a b' --type cloudtrail`,
                scheduled: words.flatMap((word) => word.split(' ')),
              },
            ],
          },
        ],
        findings: [
          {
            line: 3,
            level: 'mistake',
            text: '<path>: before 4.14.8 the manager splits the value at its white space',
          },
        ],
      },
    ],
  })
})

test.each([
  [['nowhere.conf'], /^ERROR: nowhere\.conf cannot be read: ENOENT/],
  [['--jsn'], /^aws-s3 check: error: unrecognized arguments: --jsn$/],
  [['--bucket', 'x'], /^aws-s3 check: error: unrecognized arguments: --bucket$/],
])('a wrong command line is an error on stderr: %j', async (argv, text) => {
  const { exit, stdout, stderr } = await check(...argv)
  expect({ exit, stdout }).toEqual({ exit: 2, stdout: [] })
  expect(stderr[0]).toMatch(text)
})

describe('with --doctor', () => {
  const stage = stageOf()
  const SOURCES = `<bucket type="cloudtrail"><name>${BUCKET}</name><only_logs_after>2024-JAN-01</only_logs_after></bucket>
<bucket type="cloudtrail"><name>no-such-bucket</name></bucket>
<bucket type="cloudtrail"><name>${BUCKET}</name><path>p</path><only_logs_after>2024-01-01</only_logs_after></bucket>
<service type="inspector"><regions>us-east-1</regions></service>
</wodle>
<wodle name="aws-s3"><disabled>yes</disabled>
<bucket type="cloudtrail"><name>not-looked-at</name></bucket>`
  const lookAt = async (...more: string[]) => {
    stage.put('a')
    const path = join(stage.home.root, 'ossec.conf')
    write(SOURCES, path)
    return { path, ...(await runHere(stage.home, ['check', path, '--doctor', ...more])) }
  }

  test('one table shows what every source would meet, and what is in its way below', async () => {
    const { path, exit, stdout } = await lookAt()
    expect(exit).toBe(1)
    const at = stdout.findIndex((line) => line.startsWith('SOURCE'))
    expect(stdout.slice(at, at + 5).map((line) => line.replace(/ +/g, ' '))).toEqual([
      'SOURCE FLAGS PROFILE REGION ENDPOINT CLOCK KEYS LOGS',
      'bucket trail-bucket (cloudtrail), line 3 ✓ ✓ ✓ ✓ ✓ ✓',
      'bucket no-such-bucket (cloudtrail), line 4 ✓ ✓ ✓ ✓ ✓ ✗',
      'bucket trail-bucket (cloudtrail), line 5 ✗',
      'service inspector, line 6 ✓ ✓ ✓ ✓ ✓ ✓',
    ])
    expect(stdout.slice(at + 5).join('\n')).toMatch(
      new RegExp(
        `^\n${path}: bucket no-such-bucket .*, line 4\n✗ list objects .*NoSuchBucket.*\n +→ There is no bucket`,
      ),
    )
    expect(stdout.filter((line) => /^✓ (home|socket)/.test(line))).toHaveLength(2)
    expect(stdout.join()).not.toContain('list objects  s3://not-looked-at')
  })

  test('scripts get the checks of each source', async () => {
    const { path, stdout } = await lookAt('--json')
    const { machine, health } = JSON.parse(stdout[0] ?? '')
    expect(machine).toContainEqual({ name: 'version', status: 'ok', text: 'v4.14.7' })
    expect(health.map(({ file, line }: { file: string; line: number }) => [file, line])).toEqual(
      [3, 4, 5, 6].map((line) => [path, line]),
    )
    expect(health[2].checks).toMatchObject([{ name: 'flags', status: 'failed' }])
  })
})
