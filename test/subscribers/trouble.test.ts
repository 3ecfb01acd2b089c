import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { FAULTS } from '../helpers/local-aws/index.ts'
import { events, QUEUE, queueStage } from './queue-stage.ts'

const stage = queueStage({ visibilitySeconds: 60, redrive: { deadLetterQueue: 'dead', maxReceiveCount: 1 } })

const BROKEN = gzipSync('{"id": "x"}').fill(0, 10, 14)
const NO_KEY = 'An error occurred (NoSuchKey) when calling the GetObject operation: The specified key does not exist.'

describe('an object that fails', () => {
  test('ends the run, after the messages already received', async () => {
    stage.put('1.json', events('a', 1))
    stage.notify('gone.json')
    stage.put('broken.json.gz', BROKEN)
    stage.put('2.json', events('b', 1))
    const { exit, stdout } = await stage.run()
    await stage.sink.close()
    expect(exit).toBe(12)
    expect(stage.ids()).toEqual(['a-0', 'b-0'])
    expect(stage.depth).toBe(2)
    // The one that ends the run comes last.
    expect(stdout).toEqual([expect.stringContaining('Failed to decompress file broken.json.gz'), `ERROR: ${NO_KEY}`])
  })

  test('is left in the queue with --skip_on_error, and reported once', async () => {
    stage.notify('gone.json')
    stage.put('broken.json.gz', BROKEN)
    stage.put('1.json', events('a', 1))
    const { exit, stdout } = await stage.run('--skip_on_error')
    await stage.sink.close()
    expect(exit).toBe(0)
    expect(stdout).toEqual([`ERROR: ${NO_KEY}`])
    expect(stage.sink.texts()).toEqual([
      expect.stringContaining('"error_msg": "Failed to decompress file broken.json.gz'),
      expect.stringContaining('"id": "a-0"'),
    ])
    expect(stage.depth).toBe(2)
  })

  test('arrives by half, twice alike, and is not taken for what is stored, though no size was told', async () => {
    // Each half of the text is whole lines.
    stage.put('1.json', `${events('a', 4)}\n`)
    stage.aws.faults.add({ operation: 'GetObject', fault: 'wrong-length', times: 2 })
    await stage.run('--skip_on_error')
    await stage.sink.close()
    expect(stage.ids()).toEqual(['a-0', 'a-1', 'a-2', 'a-3'])
    expect(stage.depth).toBe(0)
  })

  test('does not keep the other objects of its message from being sent', async () => {
    stage.put('1.json', events('a', 1))
    stage.notify('gone.json', '1.json')
    await stage.run('--skip_on_error')
    await stage.sink.close()
    expect(stage.ids()).toEqual(['a-0', 'a-0'])
    expect(stage.depth).toBe(1)
  })
})

describe('a message received again', () => {
  test('is not reported again', async () => {
    stage.aws.sqs.createQueue('patient')
    stage.aws.sqs.send('patient', JSON.stringify({ detail: { bucket: { name: 'notified' }, object: { key: 'gone' } } }))
    const runs = [0, 1].map(() => () => stage.run('--queue', 'patient', '--skip_on_error', '--debug', '1'))
    const outputs: string[] = []
    for (const run of runs) {
      outputs.push((await run()).stdout.join('\n'))
      for (const message of stage.aws.sqs.messages('patient')) message.hiddenUntil = 0
    }
    expect(outputs[0]).toContain('approximate receive count 1')
    expect(outputs[0]).toContain(`ERROR: ${NO_KEY}`)
    expect(outputs[1]).not.toContain('ERROR')
    expect(outputs[1]).toContain('skipping')
  })
})

describe('a message that is not understood', () => {
  test('goes to the queue of the redrive policy, and keeps no other from being read', async () => {
    stage.aws.sqs.send(QUEUE, 'no json')
    for (let n = 0; n < 30; n++) stage.put(`${n}.json`, events(`f${n}`, 1))
    const { exit, stdout } = await stage.run('--debug', '2')
    await stage.sink.close()
    expect(exit).toBe(0)
    expect(stage.sink.datagrams).toHaveLength(30)
    expect(stdout.filter((line) => line.includes('omitting message'))).toHaveLength(1)
    for (const message of stage.aws.sqs.messages(QUEUE)) message.hiddenUntil = 0
    await stage.run()
    expect(stage.aws.sqs.depths()).toMatchObject({ [QUEUE]: 0, dead: 1 })
  })
})

describe('a queue', () => {
  test.each([
    ['ReceiveMessage', /^ERROR: An error occurred \(AccessDenied\) when calling the ReceiveMessage operation/],
    ['DeleteMessageBatch', /^ERROR: An error occurred \(AccessDenied\) when calling the DeleteMessageBatch operation/],
  ])('that refuses %s ends the run with 21', async (operation, line) => {
    stage.put('1.json', events('a', 1))
    stage.aws.faults.add({ operation, fault: FAULTS.accessDenied })
    const { exit, stdout } = await stage.run()
    expect(exit).toBe(21)
    expect(stdout).toEqual([expect.stringMatching(line)])
  })

  test('that is not there ends the run with 20', async () => {
    const { exit, stdout } = await stage.run('--queue', 'nosuch')
    expect(exit).toBe(20)
    expect(stdout).toEqual(['ERROR: Queue does not exist, verify the given name'])
  })
})

test("the queue's answers are shown at level 3, before what they hold", async () => {
  stage.put('1.json', events('a', 1))
  const { stdout } = await stage.run('--debug', '3')
  const retrieving = stdout.indexOf(`DEBUG: Retrieving messages from: ${QUEUE}`)
  expect(stdout[retrieving + 1]).toMatch(
    /^DEBUG: The raw message is: \{'Messages': \[\{'MessageId': '[^']+', 'Body': '\{"Records":.*\}', 'Attributes': \{'ApproximateReceiveCount': '1'\}\}\]\}$/,
  )
  expect(stdout[retrieving + 3]).toMatch(/^DEBUG: The message is: \{'Records'/)
  expect(stdout.at(-1)).toBe('DEBUG: The raw message is: {}')
  expect(stdout.join()).not.toContain('ReceiptHandle')
})

describe('a run that ends early', () => {
  test('gives its messages back at once', async () => {
    for (let n = 0; n < 30; n++) stage.put(`${n}.json`, events(`f${n}`, 3))
    const onDatagram = () => {
      if (stage.sink.datagrams.length === 10) void stage.sink.pause()
    }
    await stage.useSink({ delayMs: 1, receiveBuffer: 1024, onDatagram })
    const run = stage.spawn()
    while (stage.sink.datagrams.length < 10) await sleep(1)
    run.process.kill('SIGTERM')
    expect(await run.result).toMatchObject({ exit: 143, stdout: [] })
    expect(stage.depth).toBeGreaterThan(0)
    expect(stage.depth).toBeLessThan(30)
    expect(stage.aws.sqs.messages(QUEUE).filter(({ hiddenUntil }) => hiddenUntil > Date.now())).toEqual([])
  })

  test('does not wait for the queue when it is interrupted', async () => {
    stage.aws.sqs.longPolling = true
    const run = stage.spawn()
    while (stage.aws.requests.of('ReceiveMessage').length === 0) await sleep(5)
    run.process.kill('SIGINT')
    expect(await run.result).toMatchObject({ exit: 2, stdout: ['ERROR: SIGINT received.'] })
  }, 15_000)

  test('does not wait for the queue, also when it ends because the manager is not there', async () => {
    stage.aws.sqs.longPolling = true
    await stage.sink.close()
    stage.put('1.json', events('a', 1))
    const { exit, stdout } = await stage.run()
    expect({ exit, stdout }).toEqual({ exit: 11, stdout: ['ERROR: Wazuh must be running.'] })
    expect(stage.aws.sqs.messages(QUEUE)).toMatchObject([
      { receiveCount: 1, hiddenUntil: expect.toSatisfy((time) => time <= Date.now()) },
    ])
  }, 15_000)
})

test('a queue is read on while objects are in work', async () => {
  for (let n = 0; n < 25; n++) stage.put(`${n}.json`, events(`f${n}`, 1))
  stage.aws.faults.add({ operation: 'GetObject', together: 6 })
  await stage.run()
  await stage.sink.close()
  expect(stage.ids()).toEqual(Array.from({ length: 25 }, (_, n) => `f${n}-0`))
  expect(stage.aws.requests.peakInFlight('GetObject')).toBeGreaterThanOrEqual(6)
  expect(stage.aws.requests.peakInFlight('GetObject')).toBeLessThan(25)
})
