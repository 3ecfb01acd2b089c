import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { agentQueue, managerQueue, readStateFile } from '../../src/emit/state-file.ts'

const MANAGER = `# State file for wazuh-analysisd

# Events received
events_received='1200'
event_queue_usage='0.25'
event_queue_size='8000'
`
const AGENT = `# State file for wazuh-agentd
status='connected'
msg_count='1100'
msg_buffer='4000'
`

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'state-'))
  path = join(folder, 'state')
})
afterEach(() => rmSync(folder, { recursive: true }))

test.each([
  ['a manager', MANAGER, managerQueue, { waiting: 2040, size: 8000 }],
  ['a manager without a size', "event_queue_usage='0.50'", managerQueue, { waiting: 8273.92, size: 16_384 }],
  [
    'a manager whose rules lag',
    `${MANAGER}rule_matching_queue_usage='0.50'`,
    managerQueue,
    { waiting: 4040, size: 8000 },
  ],
  ['an agent', AGENT, agentQueue(5000), { waiting: 4000, size: 5000 }],
])('the state file of %s tells what waits, and when', (_, text, read, queue) => {
  writeFileSync(path, text)
  utimesSync(path, 1000, 1000)
  expect(readStateFile(path, read)).toEqual({ at: 1_000_000, ...queue })
})

test('a queue that is full is not more than full', () => {
  expect(managerQueue({ event_queue_usage: '1.00' })).toEqual({ waiting: 16_384, size: 16_384 })
})

test.each([
  ['damaged', 'event_queue=\n', managerQueue],
  ['without a number', "event_queue_usage='nan'", managerQueue],
  ['of an agent without a buffer', "msg_buffer=''", agentQueue(5000)],
])('a state file %s tells nothing', (_, text, read) => {
  writeFileSync(path, text)
  expect(readStateFile(path, read)).toBeUndefined()
})

test('a state file that is not there tells nothing', () => {
  expect(readStateFile(path, managerQueue)).toBeUndefined()
})
