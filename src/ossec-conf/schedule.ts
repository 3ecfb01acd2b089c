import * as messages from '../messages/ossec-conf.ts'
import type { Findings } from './findings.ts'
import type { XmlElement } from './xml.ts'

const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, M: 2_592_000 }
/** Seconds: even a run without new logs takes one or two. */
const MIN_INTERVAL_SECONDS = 60
const WEEKDAYS = /^(?:sun|mon|tue|wed|thu|fri|sat|sunday|monday|tuesday|wednesday|thursday|friday|saturday)$/i

const isDayOfMonth = (value: string) => /^\d{1,2}$/.test(value) && Number(value) >= 1 && Number(value) <= 31
const isTimeOfDay = (value: string) => /^(?:[01]?\d|2[0-3]):[0-5]\d$/.test(value)

/** The tags that decide when a block runs, and their possible values. */
const SCHEDULE: Readonly<Record<string, (value: string) => boolean>> = {
  interval: (value) => secondsOf(value) > 0,
  day: isDayOfMonth,
  wday: (value) => WEEKDAYS.test(value),
  time: isTimeOfDay,
}

export const isSchedule = (name: string): boolean => Object.hasOwn(SCHEDULE, name)

/**
 * Checks the schedule of a block. @param elements those for which {@link isSchedule} is true, the last one of each name
 */
export function checkSchedule(elements: ReadonlyMap<string, XmlElement>, findings: Findings): void {
  for (const [name, { text, line }] of elements) {
    if (SCHEDULE[name]?.(text) === false) findings.refuse(line, messages.badSchedule(name, text))
  }
  const interval = elements.get('interval')
  const seconds = interval === undefined ? 0 : secondsOf(interval.text)
  if (interval && seconds > 0 && seconds < MIN_INTERVAL_SECONDS) {
    findings.mistake(interval.line, messages.intervalShort(interval.text))
  }
  const wday = elements.get('wday')
  if (wday && elements.has('day')) findings.refuse(wday.line, messages.dayAndWeekday())
  if (!interval || !(seconds > 0)) return
  for (const [name, unit] of [
    ['day', 'M'],
    ['wday', 'w'],
    ['time', 'd'],
  ] as const) {
    if (!elements.has(name)) continue
    const isMultiple = unit === 'M' ? interval.text.endsWith('M') : seconds % (SECONDS[unit] ?? 1) === 0
    if (!isMultiple) findings.mistake(interval.line, messages.intervalIgnored(interval.text, name))
    return
  }
}

/** @returns NaN if the manager cannot read the time */
function secondsOf(interval: string): number {
  const [, number, unit = ''] = /^(\d{1,9})([smhdwM]?)$/.exec(interval) ?? []
  return number === undefined ? Number.NaN : Number(number) * (SECONDS[unit] ?? Number.NaN)
}
