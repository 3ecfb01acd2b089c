import { readFileSync, statSync } from 'node:fs'
import type { QueueReading } from './queue-model.ts'

/** Capacity of the manager's queue if its file does not have it: the default `analysisd.decode_event_queue_size`. */
const DEFAULT_MANAGER_QUEUE_SIZE = 16_384

/** The manager rounds the usage to hundredths: it may be higher by this much. */
const ROUNDING = 0.005

type Values = Readonly<Record<string, string>>

/**
 * Reads the state file of a daemon, `KEY='value'` lines.
 *
 * @param waiting finds the level of the queue in the values
 * @returns undefined: the file is missing, is being replaced, or does not have the level
 */
export function readStateFile(
  path: string,
  waiting: (values: Values) => Omit<QueueReading, 'at'> | undefined,
): QueueReading | undefined {
  try {
    const at = statSync(path).mtimeMs
    const lines = readFileSync(path, 'utf8').matchAll(/^(\w+)='([^']*)'/gm)
    const queue = waiting(Object.fromEntries(Array.from(lines, ([, key, value]) => [key, value])))
    return queue && { at, ...queue }
  } catch {
    return undefined
  }
}

/**
 * Reads `wazuh-analysisd.state`. Events wait in a decoding queue, then in a matching queue. The fuller one counts.
 * https://documentation.wazuh.com/current/user-manual/reference/statistics-files/wazuh-analysisd-state.html
 */
export function managerQueue(values: Values): Omit<QueueReading, 'at'> | undefined {
  const usage = numberOf(values.event_queue_usage)
  if (usage === undefined) return undefined
  const size = numberOf(values.event_queue_size) ?? DEFAULT_MANAGER_QUEUE_SIZE
  const fuller = Math.max(usage, numberOf(values.rule_matching_queue_usage) ?? 0)
  return { size, waiting: size * Math.min(1, fuller + ROUNDING) }
}

/**
 * Reads `wazuh-agentd.state`. `msg_buffer` is empty when the agent has no buffer.
 * https://documentation.wazuh.com/current/user-manual/reference/statistics-files/wazuh-agentd-state.html
 *
 * @param size capacity of the buffer, which the file does not have
 */
export const agentQueue =
  (size: number) =>
  (values: Values): Omit<QueueReading, 'at'> | undefined => {
    const waiting = numberOf(values.msg_buffer)
    return waiting === undefined ? undefined : { size, waiting }
  }

function numberOf(text: string | undefined): number | undefined {
  const number = Number(text || Number.NaN)
  return Number.isFinite(number) && number >= 0 ? number : undefined
}
