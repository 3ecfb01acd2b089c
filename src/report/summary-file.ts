import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { asciiJson } from '../json/ascii-json.ts'
import { memoryOfPrometheus, prometheusText } from './prometheus.ts'
import { type Memory, type Summary, withMemory } from './summary.ts'
import { totalOf } from './tally.ts'

const NO_MEMORY: Memory = { places: [] }

/**
 * Replaces the summary of an earlier run, atomically: as JSON, or for Prometheus if the name ends in `.prom`.
 *
 * @throws Error if it cannot be written
 */
export function writeSummary(file: string, summary: Summary): void {
  const isPrometheus = file.endsWith('.prom')
  const whole = withMemory(summary, memoryOf(file, isPrometheus ? memoryOfPrometheus : memoryOfJson))
  const text = isPrometheus ? prometheusText(whole) : `${asciiJson(documentOf(whole))}\n`
  // Readers of a folder, such as the node exporter, select files by the end of their names.
  const temporary = `${file}.${process.pid}.tmp`
  try {
    const fd = openSync(temporary, 'w', 0o644)
    writeSync(fd, text)
    fsyncSync(fd)
    closeSync(fd)
    renameSync(temporary, file)
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw cause
  }
}

/** A damaged file, or one of another program, counts as missing. */
function memoryOf(file: string, read: (text: string) => Memory): Memory {
  try {
    return read(readFileSync(file, 'utf8'))
  } catch {
    return NO_MEMORY
  }
}

function documentOf(summary: Summary): object {
  const { source, mode, started, ended, exitCode, lastSuccess, errors, tooLong, manager, places } = summary
  const { account: _, region: __, newest, ...counts } = totalOf(places)
  return {
    ...source,
    mode,
    started: iso(started),
    ended: iso(ended),
    durationSeconds: (ended - started) / 1000,
    exitCode,
    lastSuccess: iso(lastSuccess),
    errors,
    ...counts,
    tooLong,
    manager,
    newest: iso(newest),
    places: places.map((place) => ({
      ...place,
      newest: iso(place.newest),
      lagSeconds: place.newest === undefined ? undefined : (ended - place.newest) / 1000,
    })),
  }
}

const iso = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString())

function memoryOfJson(text: string): Memory {
  const { lastSuccess, places } = JSON.parse(text)
  return {
    lastSuccess: timeOf(lastSuccess),
    places: places.map((place: Readonly<Record<string, unknown>>) => ({
      account: String(place.account),
      region: String(place.region),
      newest: timeOf(place.newest),
    })),
  }
}

function timeOf(text: unknown): number | undefined {
  const time = Date.parse(String(text))
  return Number.isNaN(time) ? undefined : time
}
