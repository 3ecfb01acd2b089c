import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { prometheusText } from '../../src/report/prometheus.ts'
import type { Summary } from '../../src/report/summary.ts'
import { writeSummary } from '../../src/report/summary-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aws-s3-summary-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const HOUR = 3_600_000
const T = Date.UTC(2024, 0, 2)
const COUNTS = { objects: 2, events: 30, discarded: 4, failed: 1, passedOver: 5, bytes: 600 }
const place = (account: string, region: string, newest?: number) => ({ account, region, ...COUNTS, newest })

function summaryOf(parts: Partial<Summary> = {}): Summary {
  return {
    source: { source: 'my-trail/logs/', type: 'cloudtrail' },
    mode: 'collect',
    started: T - 1500,
    ended: T,
    exitCode: 0,
    errors: 0,
    tooLong: 0,
    manager: { arrived: 30, dropped: 7 },
    places: [place('123456789012', 'eu-west-1', T - HOUR), place('123456789012', 'us-east-1', T - 2 * HOUR)],
    ...parts,
  }
}

/** Writes runs one after another; gives the last file. */
function written(name: string, ...summaries: Summary[]): string {
  const file = join(folder, name)
  for (const summary of summaries) writeSummary(file, summary)
  expect(readdirSync(folder).filter((found) => found.startsWith(name))).toEqual([name])
  return readFileSync(file, 'utf8')
}

const document = (...summaries: Summary[]) => JSON.parse(written('summary.json', ...summaries))
/** The value of each sample, by metric and labels without those of the source. */
function samples(...summaries: Summary[]): Record<string, number> {
  const lines = written('summary.prom', ...summaries)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map((line) => {
      const [, name = '', labels = '', value] =
        /^(\w+)\{source="my-trail\/logs\/",type="cloudtrail",?(.*)\} (\S+)$/.exec(line) ?? []
      return [`${name} ${labels}`.trim(), Number(value)]
    }),
  )
}

const EU = 'account="123456789012",region="eu-west-1"'

describe('a summary as JSON', () => {
  test('has the counts of the run and of each account and region', () => {
    expect(document(summaryOf())).toEqual({
      source: 'my-trail/logs/',
      type: 'cloudtrail',
      mode: 'collect',
      started: '2024-01-01T23:59:58.500Z',
      ended: '2024-01-02T00:00:00.000Z',
      durationSeconds: 1.5,
      exitCode: 0,
      lastSuccess: '2024-01-02T00:00:00.000Z',
      errors: 0,
      objects: 4,
      events: 60,
      discarded: 8,
      failed: 2,
      passedOver: 10,
      bytes: 1200,
      tooLong: 0,
      manager: { arrived: 30, dropped: 7 },
      newest: '2024-01-01T23:00:00.000Z',
      places: [
        {
          account: '123456789012',
          region: 'eu-west-1',
          ...COUNTS,
          newest: '2024-01-01T23:00:00.000Z',
          lagSeconds: 3600,
        },
        {
          account: '123456789012',
          region: 'us-east-1',
          ...COUNTS,
          newest: '2024-01-01T22:00:00.000Z',
          lagSeconds: 7200,
        },
      ],
    })
  })
})

describe('a summary for Prometheus', () => {
  test('has times in seconds, and counts by account and region', () => {
    expect(samples(summaryOf())).toMatchObject({
      aws_s3_last_run_timestamp_seconds: T / 1000,
      aws_s3_last_success_timestamp_seconds: T / 1000,
      aws_s3_last_run_exit_code: 0,
      aws_s3_last_run_duration_seconds: 1.5,
      aws_s3_last_run_dropped_events: 7,
      [`aws_s3_last_run_events ${EU}`]: 30,
      [`aws_s3_newest_event_timestamp_seconds ${EU}`]: (T - HOUR) / 1000,
      [`aws_s3_lag_seconds ${EU}`]: 3600,
    })
  })

  test('is text that Prometheus reads: one HELP and TYPE of each metric before its samples, no sample twice', () => {
    const text = prometheusText(summaryOf({ source: { source: 'a"b\\c\nd', type: 't' } }))
    const lines = text.trimEnd().split('\n')
    const names: string[] = []
    for (const line of lines) {
      const [, name = '', , type] = /^# HELP (\w+) (.+)$/.exec(line) ?? /^# TYPE (\w+) ()(gauge)$/.exec(line) ?? []
      if (type === undefined && name !== '') names.push(name)
      else if (name === '') {
        expect(line).toMatch(
          /^aws_s3_[a-z_]+\{source="a\\"b\\\\c\\nd",type="t"(,account="\d{12}",region="[a-z0-9-]+")?\} -?[\d.]+$/,
        )
        expect(line.startsWith(`${names.at(-1)}{`)).toBe(true)
      } else expect(name).toBe(names.at(-1))
    }
    expect(names.length).toBeGreaterThan(10)
    expect(new Set(names).size).toBe(names.length)
    const series = lines.filter((line) => !line.startsWith('#')).map((line) => line.replace(/ \S+$/, ''))
    expect(new Set(series).size).toBe(series.length)
  })
})

describe('what an earlier run knew', () => {
  const failed = summaryOf({ ended: T + HOUR, exitCode: 14, errors: 1, places: [], manager: undefined })

  test('survives a run that fails', () => {
    expect(document(summaryOf(), failed)).toMatchObject({
      exitCode: 14,
      lastSuccess: new Date(T).toISOString(),
      events: 0,
    })
    const after = samples(summaryOf(), failed)
    expect(after.aws_s3_last_success_timestamp_seconds).toBe(T / 1000)
    expect(after.aws_s3_last_run_timestamp_seconds).toBe((T + HOUR) / 1000)
    expect(after[`aws_s3_newest_event_timestamp_seconds ${EU}`]).toBe((T - HOUR) / 1000)
    expect(after[`aws_s3_lag_seconds ${EU}`]).toBe(7200)
    expect(after[`aws_s3_last_run_events ${EU}`]).toBe(0)
    expect(after).not.toHaveProperty('aws_s3_last_run_dropped_events')
  })

  test('is as good as none when the file is damaged', () => {
    for (const name of ['summary.json', 'summary.prom']) {
      writeFileSync(join(folder, name), '{"places": 5')
      expect(written(name, summaryOf({ exitCode: 3 }))).not.toMatch(/lastSuccess|last_success_timestamp_seconds\{/)
      rmSync(join(folder, name))
    }
  })

  test('is no success of a look', () => {
    expect(document(summaryOf({ mode: 'look' }))).not.toHaveProperty('lastSuccess')
  })

  test('has the newest of each place, whichever run saw it', () => {
    const older = summaryOf({ places: [place('123456789012', 'eu-west-1', T - 9 * HOUR)] })
    const { places } = document(summaryOf(), older)
    expect(places).toMatchObject([
      { region: 'eu-west-1', events: 30, newest: new Date(T - HOUR).toISOString() },
      { region: 'us-east-1', events: 0, newest: new Date(T - 2 * HOUR).toISOString() },
    ])
  })
})

test('a summary that cannot be written leaves the old one, and nothing else', () => {
  const before = written('summary.json', summaryOf())
  expect(() => writeSummary(join(folder, 'no', 'such', 'folder.json'), summaryOf())).toThrow(/ENOENT/)
  expect(readFileSync(join(folder, 'summary.json'), 'utf8')).toBe(before)
})
