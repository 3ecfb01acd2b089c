import { connect } from 'node:net'
import type { QueueReading } from './queue-model.ts'

/** What the manager tells of itself when it is asked. */
export interface ManagerStats extends Omit<QueueReading, 'at'> {
  /** Events of AWS since its start, whoever sent them; undefined: it does not tell. */
  readonly arrived: number | undefined
  readonly dropped: number | undefined
}

const REQUEST = frame('{"command":"getstats"}')
/** Longest answer that is taken for one, in bytes. */
const LONGEST_ANSWER = 1 << 20

/**
 * Asks `wazuh-analysisd` for its state: one request a connection, each message behind its length in four bytes.
 *
 * @throws Error when it cannot be reached, or does not answer in time or as it should
 */
export async function askManager(socketPath: string, timeoutMs: number): Promise<ManagerStats> {
  const stats = statsOf(JSON.parse(await exchange(socketPath, timeoutMs)))
  if (!stats) throw new Error('no statistics')
  return stats
}

function exchange(socketPath: string, timeoutMs: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const socket = connect(socketPath)
  const fail = (reason: string) => reject(new Error(reason))
  // A turn later: an answer that came while this thread was busy is there, and is in time.
  // A turn later: an answer that came while this thread was busy is there, and is in time.
  const timer = setTimeout(() => setImmediate(fail, 'no answer in time'), timeoutMs)
  let answer = Buffer.alloc(0)
  socket.on('error', reject)
  socket.once('close', () => fail('the answer is cut short'))
  socket.on('data', (chunk) => {
    answer = Buffer.concat([answer, chunk])
    if (answer.length < 4) return
    const length = answer.readUInt32LE(0)
    if (length > LONGEST_ANSWER) fail('the answer is too long')
    else if (answer.length >= 4 + length) resolve(answer.toString('utf8', 4, 4 + length))
  })
  socket.write(REQUEST)
  return promise.finally(() => {
    clearTimeout(timer)
    socket.destroy()
  })
}

function frame(text: string): Buffer {
  const message = Buffer.alloc(4 + Buffer.byteLength(text))
  message.writeUInt32LE(message.length - 4, 0)
  message.write(text, 4)
  return message
}

/** @param answer `{"error":0,"data":{"metrics":{"queues":{"others":{"size":…,"usage":…}},"events":{…}}}}` */
function statsOf(answer: unknown): ManagerStats | undefined {
  const metrics = member(answer, 'data', 'metrics')
  const size = numberAt(metrics, 'queues', 'others', 'size')
  const usage = numberAt(metrics, 'queues', 'others', 'usage')
  if (!size || usage === undefined || usage > 1) return undefined
  const ours = (breakdown: string) =>
    numberAt(metrics, 'events', 'received_breakdown', breakdown, 'modules_breakdown', 'aws')
  return { size, waiting: usage * size, arrived: ours('decoded_breakdown'), dropped: ours('dropped_breakdown') }
}

function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = member(value, ...path)
  return typeof found === 'number' && Number.isFinite(found) && found >= 0 ? found : undefined
}

function member(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((at, name) => (at as Record<string, unknown> | null | undefined)?.[name], value)
}
