import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * How long ago a state file may have been written to count, in milliseconds: the daemons write theirs every five
 * seconds, so three of them were missed.
 */
const FRESH_MS = 15_000
/** `queue_size` of the agent's `client_buffer` unless configured; its state file does not tell. */
const AGENT_BUFFER = 5000

/** How full the queue behind the socket is. */
export interface QueueReading {
  /** 0 to 1. */
  readonly usage: number
  /** Events it holds. */
  readonly size: number
  /** Events dropped since the daemon started. */
  readonly dropped: number
}

type Values = Readonly<Record<string, string>>

const SOURCES: readonly { readonly file: string; readonly read: (values: Values) => QueueReading | undefined }[] = [
  {
    file: 'wazuh-analysisd.state',
    read: (values) => {
      const usage = Number(values.event_queue_usage)
      const size = Number(values.event_queue_size ?? 16_384)
      return Number.isNaN(usage) ? undefined : { usage, size, dropped: Number(values.events_dropped ?? 0) }
    },
  },
  {
    file: 'wazuh-agentd.state',
    read: (values) => {
      const waiting = Number(values.msg_buffer)
      if (Number.isNaN(waiting) || values.buffer_enabled === 'no') return undefined
      return { usage: Math.min(1, waiting / AGENT_BUFFER), size: AGENT_BUFFER, dropped: 0 }
    },
  },
]

/** Gives a reading each time the daemon has written a new one; nothing in between. */
export type QueueWatch = (now: number) => QueueReading | undefined

/** Watches the state file of the manager or agent. None: there is no such file, nothing to go by. */
export function watchQueue(home: string): QueueWatch | undefined {
  const folder = join(home, 'var', 'run')
  const source = SOURCES.find(({ file }) => existsSync(join(folder, file)))
  if (!source) return undefined
  const path = join(folder, source.file)
  let seen = 0
  return (now) => {
    try {
      const written = statSync(path).mtimeMs
      if (written === seen || now - written > FRESH_MS) return undefined
      seen = written
      return source.read(parseState(readFileSync(path, 'utf8')))
    } catch {
      return undefined // Being replaced, or gone with its daemon.
    }
  }
}

/** Lines `KEY='value'`; others are comments. */
function parseState(text: string): Values {
  return Object.fromEntries([...text.matchAll(/^(\w+)='([^']*)'/gm)].map(([, key, value]) => [key, value]))
}
