// Hashes keys of objects and finds repeated ones; compiled with scanner.ts.

import { EXTRA, PLACES_AT, ROUND } from '../scan-layout.ts'
import { NODE_BYTES, nodeAfter, Scan, setState, state } from './nodes.ts'

/** In an object with more members, hashes collide in the table all the time. */
const MANY: i32 = 512
const PLACE_SHIFT: i32 = 22

/** Hash of a key, the same as in key.ts. */
export function hashOf(start: i32, end: i32): i32 {
  const size = end - start
  let hash = size
  if (size < 6) for (let at = start; at < end; at++) hash = hash * 31 + load<u8>(at)
  else {
    const middle = load<u16>(start + (size >> 1) - 1)
    const ends = (load<i32>(start + 1) * 0x85ebca6b) ^ (load<i32>(end - 5) * 0x27d4eb2f)
    hash = ends ^ ((middle | (size << 16)) * 0x165667b1)
  }
  return (hash ^ (hash >>> 15)) * 0x9e3779b1
}

/** @returns true if two keys of the object that was read last have the same hash: nearly always they are equal */
export function hasRepeatedKeys(object: i32): bool {
  const round = state(ROUND) + 1
  setState(ROUND, round)
  let members = 0
  for (let key = object + NODE_BYTES; key < Scan.node; key = keyBehind(key)) {
    const hash = load<i32>(key, EXTRA << 2)
    const place = PLACES_AT + ((hash >>> PLACE_SHIFT) << 2)
    if (load<i32>(place) === round && (members > MANY || isBefore(object, key, hash))) return true
    store<i32>(place, round)
    members++
  }
  return false
}

/** @returns true if an earlier key of the object has this hash */
function isBefore(object: i32, last: i32, hash: i32): bool {
  for (let key = object + NODE_BYTES; key < last; key = keyBehind(key)) {
    if (load<i32>(key, EXTRA << 2) === hash) return true
  }
  return false
}

function keyBehind(key: i32): i32 {
  return nodeAfter(key + NODE_BYTES)
}
