import { describe, expect, test } from 'vitest'
import { filesBelow } from '../helpers/files.ts'
import { runHere } from '../helpers/run-here.ts'
import { events, QUEUE, queueStage } from './queue-stage.ts'

const LOOK = ['--emit', 'stdout'] as const
const idsIn = (lines: readonly string[]) => lines.map((line) => JSON.parse(line).aws.id)

describe('a look at a queue', () => {
  const stage = queueStage({ visibilitySeconds: 600 })

  test('shows each message once, gives all of them back at once, and deletes none', async () => {
    for (let n = 0; n < 23; n++) stage.put(`${n}.json`, events(`f${n}`, 2))
    const before = filesBelow(stage.home.root)
    for (let looks = 1; looks <= 2; looks++) {
      const { exit, stdout, stderr } = await stage.run(...LOOK)
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: [] })
      expect(new Set(idsIn(stdout)).size).toBe(46)
      expect(stdout).toHaveLength(46)
      const messages = stage.aws.sqs.messages(QUEUE)
      expect(messages.every(({ hiddenUntil }) => hiddenUntil <= Date.now())).toBe(true)
      expect(messages.map(({ receiveCount }) => receiveCount)).toEqual(Array(23).fill(looks))
    }
    expect(filesBelow(stage.home.root)).toEqual(before)
    expect(stage.aws.requests.of('DeleteMessageBatch')).toEqual([])
    expect((await stage.run()).exit).toBe(0)
    expect(stage.depth).toBe(0)
  })

  test('hides messages for a short while only, whatever the queue says', async () => {
    stage.put('a.json', events('a', 1))
    const { result, process } = stage.spawn(...LOOK, '--debug', '1')
    stage.aws.faults.add({ operation: 'GetObject', latencyMs: 60_000 })
    const [message] = stage.aws.sqs.messages(QUEUE)
    while (message?.receiveCount === 0) await new Promise(setImmediate)
    expect(message?.hiddenUntil).toBeLessThan(Date.now() + 31_000)
    process.kill('SIGTERM')
    expect((await result).exit).toBe(143)
    expect(message?.hiddenUntil).toBeLessThanOrEqual(Date.now())
  })

  test('shows a hundred messages, and says that more may wait', async () => {
    for (let n = 0; n < 105; n++) stage.put(`${n}.json`, events(`f${n}`, 1))
    const { stdout, stderr } = await stage.run(...LOOK)
    expect(stdout).toHaveLength(100)
    expect(stderr).toEqual([`INFO: A look at queue ${QUEUE} ends after 100 messages; more may wait.`])
  })

  test('shows nothing of a message that was handed over and not deleted', async () => {
    stage.put('a.json', events('a', 1))
    stage.aws.faults.add({ operation: 'DeleteMessageBatch', fault: { status: 400, code: 'X', message: 'no' } })
    expect((await stage.run()).exit).toBe(21)
    const [message] = stage.aws.sqs.messages(QUEUE)
    if (message) message.hiddenUntil = 0
    expect((await stage.run(...LOOK)).stdout).toEqual([])
  })

  test('with --dry-run says what would be sent of each message, and what would not', async () => {
    stage.put('AWSLogs/123456789012/x/us-east-1/a.json', events('a', 2))
    stage.aws.sqs.send(QUEUE, 'no notification')
    stage.aws.sqs.send(QUEUE, '{"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "notified"}')
    const { exit, stdout, stderr } = await stage.run('--dry-run')
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: [] })
    expect(stdout).toEqual([
      expect.stringMatching(/^list {2}http.*notifications$/),
      'take  s3://notified/AWSLogs/123456789012/x/us-east-1/a.json  new: 2 events',
      expect.stringMatching(
        /^pass {2}message [0-9a-f-]+ {2}no notification that is understood; it stays in the queue$/,
      ),
      expect.stringMatching(/^pass {2}message [0-9a-f-]+ {2}nothing new$/),
      'total 1 object to take, 2 to pass over: 2 events. Nothing was sent, removed or remembered.',
    ])
    expect(stage.depth).toBe(3)
    const place = { account: '123456789012', region: 'us-east-1' }
    expect(JSON.parse((await stage.run('--dry-run', '--json')).stdout[1] ?? '')).toMatchObject({
      action: 'take',
      ...place,
    })
  })

  test('needs no home; sending does, and says where it has looked for one', async () => {
    stage.put('a.json', events('a', 1))
    const run = (...more: string[]) =>
      runHere(stage.home, ['--subscriber', 'buckets', '--queue', QUEUE, ...more], {
        env: { WAZUH_HOME: '/no/manager' },
      })
    expect(await run(...LOOK)).toMatchObject({ exit: 0, stdout: [expect.any(String)], stderr: [] })
    expect(await run()).toMatchObject({
      exit: 13,
      stdout: ['ERROR: Error sending message to wazuh: [Errno 2] No such file or directory'],
      stderr: [
        'ERROR: Events cannot be sent: there is no manager or agent in /no/manager. Set WAZUH_HOME to its folder.',
      ],
    })
  })

  test('with --commit collects', async () => {
    stage.put('a.json', events('a', 2))
    expect(idsIn((await stage.run(...LOOK, '--commit')).stdout)).toEqual(['a-0', 'a-1'])
    expect(stage.depth).toBe(0)
  })
})

describe('a look at a queue with a dead-letter queue', () => {
  const stage = queueStage({ redrive: { deadLetterQueue: 'dead', maxReceiveCount: 2 } })
  const counts = `WARNING: SQS counts a look at a message of queue ${QUEUE} as a receive: its dead-letter queue takes a message after 2.`

  test('says that it counts as a receive, and when the next one is too many', async () => {
    stage.put('a.json', events('a', 1))
    expect(await stage.run(...LOOK)).toMatchObject({ exit: 0, stderr: [counts] })
    const last = `WARNING: The next receive moves 1 of the messages of queue ${QUEUE} to its dead-letter queue.`
    expect(await stage.run(...LOOK)).toMatchObject({ exit: 0, stderr: [counts, last] })
    expect(stage.aws.sqs.depths().dead).toBe(0)
  })
})

describe('a look at a queue whose messages are received once', () => {
  const stage = queueStage({ redrive: { deadLetterQueue: 'dead', maxReceiveCount: 1 } })

  test('is refused, and nothing is received', async () => {
    stage.put('a.json', events('a', 1))
    const { exit, stderr } = await stage.run(...LOOK)
    expect({ exit, stderr }).toEqual({
      exit: 21,
      stderr: [
        expect.stringMatching(/^ERROR: A look would move the messages of queue notifications to its dead-letter/),
      ],
    })
    expect(stage.aws.requests.of('ReceiveMessage')).toEqual([])
    expect((await stage.run()).exit).toBe(0)
    expect(stage.ids()).toEqual(['a-0'])
  })
})
