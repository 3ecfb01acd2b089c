import { connect } from 'node:net'
import type { QueueReading } from './queue-model.ts'

/** The statistics of the manager. */
export interface ManagerStats extends Omit<QueueReading, 'at'> {
  /** Events of AWS since the start of the manager, from all senders. Undefined: not reported. */
  readonly arrived: number | undefined
  readonly dropped: number | undefined
}

const REQUEST = frame('{"command":"getstats"}')
/** Bytes of the longest valid answer. */
const MAX_ANSWER_BYTES = 1 << 20

/**
 * Requests the statistics of `wazuh-analysisd`: one request per connection, each message after its length in four bytes.
 *
 * @throws Error when the manager cannot be reached, or its answer is late or malformed
 */
export async function requestStats(socketPath: string, timeoutMs: number): Promise<ManagerStats> {
  const stats = statsOf(JSON.parse(await exchange(socketPath, timeoutMs)))
  if (!stats) throw new Error('no statistics')
  return stats
}

function exchange(socketPath: string, timeoutMs: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const socket = connect(socketPath)
  const fail = (reason: string) => reject(new Error(reason))
  // One turn later, so that an answer that arrived while this thread was busy counts as in time.
  const timer = setTimeout(() => setImmediate(fail, 'no answer in time'), timeoutMs)
  let answer = Buffer.alloc(0)
  socket.on('error', reject)
  socket.once('close', () => fail('the answer is cut short'))
  socket.on('data', (chunk) => {
    answer = Buffer.concat([answer, chunk])
    if (answer.length < 4) return
    const length = answer.readUInt32LE(0)
    if (length > MAX_ANSWER_BYTES) fail('the answer is too long')
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
