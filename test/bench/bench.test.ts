import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { parseXml, type XmlElement } from '../../src/aws/transport/xml.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** Rows of the table at a place of the page, without its head. */
function rowsOf(page: string, name: string): string[][] {
  const [, section = ''] = page.split(`<!-- bench: ${name} -->`)
  const lines = (section.split('<!-- /bench -->')[0] ?? '').split('\n').filter((line) => line.startsWith('|'))
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

const all = (element: XmlElement, name: string): XmlElement[] =>
  element.children.flatMap((one) => [...(one.name === name ? [one] : []), ...all(one, name)])

test('the bench measures parts and whole runs, fills the tables of the page and draws a bar for each figure', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  copyFileSync(join(ROOT, 'docs', 'performance.md'), join(folder, 'performance.md'))
  const argv = ['bench/index.ts', '--quick', '--scale', '0.001', '--write', '--folder', folder]
  await promisify(execFile)(process.execPath, argv, { cwd: ROOT })
  const page = readFileSync(join(folder, 'performance.md'), 'utf8')
  const chart = parseXml(readFileSync(join(folder, 'performance.svg'), 'utf8').replaceAll(/<style>.*?<\/style>/gs, ''))
  rmSync(folder, { recursive: true })

  expect(rowsOf(page, 'parts').map(([name]) => name)).toEqual([
    'inflate',
    'scan JSON',
    'scan and write',
    'send',
    'list page',
    'commit',
  ])
  const runs = rowsOf(page, 'whole runs').map(([name, , , , , events, requests]) => [
    name,
    Number(events),
    Number(requests) > 0,
  ])
  expect(runs).toEqual([
    ['idle', 0, true],
    ['small', 100, true],
    ['small, 20 ms', 100, true],
    ['large', 12_000, true],
    ['wide, 20 ms', 0, true],
    ['very wide, 20 ms', 0, true],
    ['queue', 20, true],
    ['queue, 20 ms', 20, true],
    ['long queue, 20 ms', 200, true],
    ['log group', 100, true],
    ['log group, 20 ms', 100, true],
    ['quiet log group, 20 ms', 300, true],
  ])
  expect(rowsOf(page, 'workers').map(([shape, workers]) => `${shape} ${workers}`)).toEqual([
    'small 0',
    'small 1',
    'small 2',
  ])
  expect(rowsOf(page, 'concurrency').map(([limit]) => limit)).toEqual(['1', '8', '64', 'not set'])
  expect(all(chart, 'rect')).toHaveLength(1 + 6 + 12 + 3 + 4)
  expect(page).toContain('](performance.svg)')
  expect(page).toMatch(/Measured on \d{4}-\d\d-\d\d: .+, \d+ cores, Linux .+, Node\.js v/)
}, 600_000)
