import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readSample } from '../helpers/fixtures.ts'
import { runHere } from '../helpers/run-here.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/**
 * The text of a block that the program fills.
 *
 * @param kind `event`: a sample event; else the output of a command
 */
export async function filledText(kind: string, from: string): Promise<string> {
  return kind === 'event' ? sampleEvent(from) : outputOf(from)
}

/** @param from a type of `fixtures/logs`, or `conformance/CASE N`: the event of a recorded run */
function sampleEvent(from: string): string {
  const [, name, at] = /^conformance\/(\S+) (\d+)$/.exec(from) ?? []
  const datagram = name === undefined ? shortestOf(readSample(from).expected) : recorded(name, Number(at))
  return JSON.stringify(JSON.parse(datagram.replace(/^1:Wazuh-AWS:/, '')), undefined, 2)
}

function recorded(name: string, at: number): string {
  const { expect: steps } = JSON.parse(readFileSync(`${ROOT}fixtures/conformance/${name}.json`, 'utf8'))
  return steps[0].datagrams[at]
}

function shortestOf(events: readonly string[]): string {
  const [shortest] = events.toSorted((a, b) => a.length - b.length)
  if (shortest === undefined) throw new Error('a type without sample events')
  return shortest
}

async function outputOf(argv: string): Promise<string> {
  const env = { PATH: process.env.PATH ?? '', HOME: '/nowhere', WAZUH_HOME: '/nowhere' }
  const { exit, stdout, stderr } = await runHere({ root: ROOT, env }, argv.split(' '))
  if (exit !== 0) throw new Error(`aws-s3 ${argv} ended with ${exit}: ${stderr.join('\n')}`)
  return `${stdout.join('\n')}\n`
}
