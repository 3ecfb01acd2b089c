import { expect, test } from 'vitest'
import { filesBelow } from '../helpers/files.ts'
import { runHere } from '../helpers/run-here.ts'
import { freshStage } from '../helpers/stage.ts'

const REGION = 'us-east-1'

const stage = freshStage()

const changes = () => stage.aws.requests.all.filter(({ operation }) => /^(Delete|Put|Change)/.test(operation))

/** Runs twice without changing anything, then looks at what the run itself brings. */
async function untouched(argv: readonly string[], more: readonly string[]) {
  const before = filesBelow(stage.home.root)
  const first = await runHere(stage.home, [...argv, ...more])
  const second = await runHere(stage.home, [...argv, ...more])
  expect(second).toEqual(first)
  expect(first).toMatchObject({ exit: 0, stderr: [] })
  expect(filesBelow(stage.home.root)).toEqual(before)
  expect(changes()).toEqual([])
  expect(stage.sink.datagrams).toEqual([])
  return first.stdout
}

test('a look and a dry run of CloudWatch Logs change nothing, and say what is new', async () => {
  const put = (stream: string, ...texts: string[]) =>
    stage.aws.logs.putEvents(
      REGION,
      'app',
      stream,
      texts.map((message) => ({ timestamp: Date.now(), message })),
    )
  const argv = ['--service', 'cloudwatchlogs', '--regions', REGION, '-g', 'app']
  put('idle', 'old')
  expect((await runHere(stage.home, argv)).exit).toBe(0)
  stage.sink.datagrams.length = 0
  put('busy', 'one', 'two', 'drop')
  const discard = ['-dr', 'drop', '-df', 'x']
  expect(await untouched([...argv, ...discard], ['-P', '--emit', 'stdout'])).toEqual(['one', 'two'])
  expect(await untouched([...argv, ...discard], ['-P', '--dry-run'])).toEqual([
    'list  cloudwatchlogs',
    'take  app:busy  new: 2 events, 1 discarded',
    'pass  app:idle  nothing new',
    'total 1 object to take, 1 to pass over: 2 events, 1 discarded; the log streams would be removed. Nothing was sent, removed or remembered.',
  ])
  expect((await runHere(stage.home, argv)).exit).toBe(0)
  expect(stage.sink.datagrams).toHaveLength(3)
})

test('a look and a dry run of Inspector change nothing, and say what is new', async () => {
  stage.aws.inspector2.put(REGION, JSON.stringify({ findingArn: 'arn:1', updatedAt: Date.now() / 1000 }))
  const argv = ['--service', 'inspector', '--regions', `${REGION},eu-west-1`, '-s', '2024-JAN-01']
  expect(await untouched(argv, ['--emit', 'stdout'])).toEqual([expect.stringContaining('"findingArn": "arn:1"')])
  expect(await untouched(argv, ['--dry-run'])).toEqual([
    'list  inspector',
    'pass  InspectorV2  nothing new',
    'list  inspector',
    'take  InspectorV2  new: 1 event',
    'total 1 object to take, 1 to pass over: 1 event. Nothing was sent, removed or remembered.',
  ])
  expect((await runHere(stage.home, argv)).exit).toBe(0)
  expect(stage.sink.datagrams).toHaveLength(1)
})
