import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clientBuffer } from '../../src/emit/client-buffer.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'agent-'))
  mkdirSync(join(home, 'etc', 'shared'), { recursive: true })
})
afterEach(() => rmSync(home, { recursive: true }))

const block = (inner: string) => `<client_buffer>${inner}</client_buffer>`
const size = (places: number) => `<queue_size>${places}</queue_size>`
const rate = (events: number) => `<events_per_second>${events}</events_per_second>`
const local = (inner: string) => `<ossec_config>${inner}</ossec_config>`
const shared = (inner: string, filter = '') => `<agent_config${filter}>${inner}</agent_config>`
const usual = { size: 5000, rate: 500, disabled: false }

test.each<[string, string | undefined, string | undefined, object]>([
  ['without any file', undefined, undefined, usual],
  ['without a block', local('<client/>'), shared(''), usual],
  ['in ossec.conf', local(block(size(9000) + rate(700))), undefined, { size: 9000, rate: 700, disabled: false }],
  ['in a comment', local(`<!-- ${block(rate(9))} -->`), undefined, usual],
  ['in the last of two blocks', local(block(rate(1)) + block(rate(2))), undefined, { ...usual, rate: 2 }],
  ['in a second root', `${local('')}\n${local(block(size(6000)))}`, undefined, { ...usual, size: 6000 }],
  [
    'in agent.conf over ossec.conf',
    local(block(size(9) + rate(7))),
    shared(block(rate(900))),
    { ...usual, size: 9, rate: 900 },
  ],
  ['for some agents, slower', local(''), shared(block(rate(100)), ' os="Linux"'), { ...usual, rate: 100 }],
  ['for some agents, faster', local(''), shared(block(rate(900)), ' name="web"'), usual],
  ['that is off', local(block('<disabled> yes </disabled>')), undefined, { ...usual, disabled: true }],
  [
    'that is off and on again',
    local(block('<disabled>yes</disabled>')),
    shared(block('<disabled>no</disabled>')),
    usual,
  ],
  [
    'with values that are no numbers',
    local(block('<queue_size>many</queue_size><events_per_second/>')),
    undefined,
    usual,
  ],
  ['in a file that is broken', '<ossec_config><client_buffer>', undefined, usual],
])('the buffer of an agent as configured %s', (_, ossecConf, agentConf, expected) => {
  if (ossecConf !== undefined) writeFileSync(join(home, 'etc', 'ossec.conf'), ossecConf)
  if (agentConf !== undefined) writeFileSync(join(home, 'etc', 'shared', 'agent.conf'), agentConf)
  expect(clientBuffer(home)).toEqual(expected)
})
