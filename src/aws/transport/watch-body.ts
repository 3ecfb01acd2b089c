import type { IncomingMessage } from 'node:http'
import type { Silence } from './silence.ts'

/** Bytes a second that a body must bring: a slower one would delay a run by hours. */
const MIN_BYTES_PER_SECOND = 1024

/**
 * Gives up a body that brings less than 1 KB a second in a whole window, and lets AWS count as answering while one
 * arrives. A slow reader does not matter: then there is something to read, or the body is paused.
 */
export function watchBody(response: IncomingMessage, silence: Silence, windowMs: number): void {
  const { socket } = response
  const minBytes = (MIN_BYTES_PER_SECOND * windowMs) / 1000
  let before = socket.bytesRead
  const timer = setInterval(() => {
    const bytes = socket.bytesRead - before
    before += bytes
    if (bytes < minBytes && response.readableLength === 0 && !response.isPaused()) response.destroy(tooSlow(windowMs))
    else silence.end()
  }, windowMs)
  response.once('close', () => {
    clearInterval(timer)
    if (!response.errored) silence.end()
  })
}

function tooSlow(windowMs: number): Error {
  const text = `less than ${MIN_BYTES_PER_SECOND} bytes a second for ${windowMs} ms`
  return Object.assign(new Error(text), { code: 'ETIMEDOUT' })
}
