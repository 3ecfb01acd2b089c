import { readFileSync, statSync } from 'node:fs'
import type { QueueReading } from './queue-model.ts'

/** Places of the manager's queue where its file does not tell: `analysisd.decode_event_queue_size`. */
const MANAGER_QUEUE = 16_384

/** The manager rounds to hundredths: so much more may wait. */
const ROUNDING = 0.005

type Values = Readonly<Record<string, string>>

/**
 * Reads the state file of a daemon, `KEY='value'` lines. Undefined: it is gone, being replaced, or does not tell.
 *
 * @param waiting what its values say of the queue
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
 * `wazuh-analysisd.state`. Events wait to be decoded, then to be matched: the fuller of the two queues counts.
 * https://documentation.wazuh.com/current/user-manual/reference/statistics-files/wazuh-analysisd-state.html
 */
export function managerQueue(values: Values): Omit<QueueReading, 'at'> | undefined {
  const usage = numberOf(values.event_queue_usage)
  if (usage === undefined) return undefined
  const size = numberOf(values.event_queue_size) ?? MANAGER_QUEUE
  const fuller = Math.max(usage, numberOf(values.rule_matching_queue_usage) ?? 0)
  return { size, waiting: size * Math.min(1, fuller + ROUNDING) }
}

/**
 * `wazuh-agentd.state`. `msg_buffer` is empty when the agent has no buffer.
 * https://documentation.wazuh.com/current/user-manual/reference/statistics-files/wazuh-agentd-state.html
 *
 * @param size places of the buffer: the file does not tell
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
