import type { ObjectEvents } from './contract.ts'
import type { Decoded } from './decode.ts'

/** @returns the events of a decoded object */
export function readyEvents({ batch, failure }: Decoded): ObjectEvents {
  const close = async () => {}
  const heldBytes = batch?.bytes.buffer.byteLength ?? 0
  if (failure) return { batches: [], failure, partial: batch, heldBytes, close }
  return { batches: batch ? [batch] : [], heldBytes, close }
}
