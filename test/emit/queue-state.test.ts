import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { watchQueue } from '../../src/emit/queue-state.ts'

const MANAGER = `# State file for wazuh-analysisd

# Events received
events_received='1200'
events_dropped='3'
event_queue_usage='0.25'
event_queue_size='16384'
`
const AGENT = `# State file for wazuh-agentd
status='connected'
msg_count='1100'
msg_buffer='4000'
`

let home: string
const write = (file: string, text: string, at: number) => {
  const path = join(home, 'var', 'run', file)
  writeFileSync(path, text)
  utimesSync(path, at, at)
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'queue-'))
  mkdirSync(join(home, 'var', 'run'), { recursive: true })
})
afterEach(() => rmSync(home, { recursive: true }))

it('has nothing to watch without a state file', () => {
  expect(watchQueue(home)).toBeUndefined()
})

it.each([
  ['the manager', 'wazuh-analysisd.state', MANAGER, { usage: 0.25, size: 16_384, dropped: 3 }],
  ['the agent', 'wazuh-agentd.state', AGENT, { usage: 0.8, size: 5000, dropped: 0 }],
  ['an agent without a buffer', 'wazuh-agentd.state', `${AGENT}buffer_enabled='no'\n`, undefined],
  ['a file without the values', 'wazuh-analysisd.state', 'event_queue=\n', undefined],
])('reads that of %s', (_, file, text, expected) => {
  write(file, text, 1000)
  expect(watchQueue(home)?.(1_001_000)).toEqual(expected)
})

it('gives each state once, and none that is old', () => {
  write('wazuh-analysisd.state', MANAGER, 1000)
  const watch = watchQueue(home)
  expect(watch?.(1_016_000)).toBeUndefined()
  expect(watch?.(1_014_000)?.usage).toBe(0.25)
  expect(watch?.(1_014_500)).toBeUndefined()
  write('wazuh-analysisd.state', MANAGER.replace('0.25', '0.90'), 1005)
  expect(watch?.(1_015_000)?.usage).toBe(0.9)
  rmSync(join(home, 'var'), { recursive: true })
  expect(watch?.(1_016_000)).toBeUndefined()
})
