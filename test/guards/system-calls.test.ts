import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ARGV, stageOf } from '../e2e/stage.ts'
import { runCli } from '../helpers/run-cli.ts'
import { wrappedNode } from './wrapped-node.ts'

const OBJECTS = 200
const EVENTS_A_FILE = 20

const stage = stageOf()
/** Containers may forbid it. */
const canTrace = spawnSync('strace', ['-f', '-c', 'true']).status === 0

/** @returns the number of calls by name, of all threads of a run */
async function tracedCalls(): Promise<ReadonlyMap<string, number>> {
  const { root } = stage.home
  const file = join(root, 'calls.txt')
  const node = wrappedNode(root, ['strace', '-f', '-c', '-o', file], [])
  const { exit, stdout, stderr } = await runCli(stage.home, ARGV, { env: { AWS_S3_NODE: node } })
  expect({ exit, stdout, stderr }).toEqual({ exit: 0, stdout: [], stderr: [] })
  const rows = readFileSync(file, 'utf8').matchAll(/^ *[\d.]+ +[\d.]+ +\d+ +(\d+) +(?:\d+ +)?(\w+)$/gm)
  return new Map([...rows].map(([, count, name = '']) => [name, Number(count)]))
}

test.runIf(canTrace)('a run makes few system calls for each object and less than one for each event', async () => {
  stage.put('0')
  const idle = await tracedCalls()
  for (let n = 0; n < OBJECTS; n++) stage.put(String(1000 + n), EVENTS_A_FILE)
  const busy = await tracedCalls()
  expect(stage.ids().length).toBe(1 + OBJECTS * EVENTS_A_FILE)
  const more = (...names: string[]) =>
    names.reduce((sum, name) => sum + (busy.get(name) ?? 0) - (idle.get(name) ?? 0), 0)

  const sends = more('sendmmsg')
  expect(sends).toBeGreaterThanOrEqual((OBJECTS * EVENTS_A_FILE) / 64)
  expect(sends).toBeLessThan(OBJECTS * EVENTS_A_FILE)
  // A commit writes a few pages, each with its header, and locks the file for that.
  const commits = more('pwrite64', 'fcntl')
  expect(commits).toBeGreaterThan(OBJECTS * 4)
  expect(commits).toBeLessThan(OBJECTS * 20)
  // A request and its answer, and messages between the threads.
  expect(more('write', 'writev', 'read', 'recvfrom')).toBeLessThan(OBJECTS * 15)
  // Memory is taken in large pieces and kept.
  expect(more('mmap', 'munmap', 'mprotect', 'brk', 'madvise')).toBeLessThan(OBJECTS * 5)
})
