import { hashOf } from './key.ts'
import { END, EXTRA, type JsonTape, type Node, WIDTH } from './tape.ts'

/** Places of the quick look; a hit in the same place is looked at closely. */
const PLACES = 1024
const PLACE_SHIFT = 22
/** With more members than this, places are hit by chance all the time. */
const MANY = 512

/** Finds and removes the repeated keys of an object: rare, so finding out that there are none must be cheap. */
export class RepeatedKeys {
  private readonly tape: JsonTape
  private readonly seenIn = new Int32Array(PLACES)
  private round = 0

  constructor(tape: JsonTape) {
    this.tape = tape
  }

  /** Notes the hashes of the keys of the object that has just been read; whether any two keys are the same. */
  any(object: Node): boolean {
    const { tape, seenIn } = this
    const { nodes, view } = tape
    const round = ++this.round
    let members = 0
    let isSuspect = false
    for (let key = object + WIDTH; key < tape.count; key = tape.behind(key + WIDTH)) {
      const hash = hashOf(view, nodes[key] as number, nodes[key + END] as number)
      const place = hash >>> PLACE_SHIFT
      nodes[key + EXTRA] = hash
      if (seenIn[place] === round && (members > MANY || this.isBefore(object, key))) isSuspect = true
      seenIn[place] = round
      members++
    }
    return isSuspect && this.unique(object).size < members
  }

  /** Takes the object off the tape; its JSON with each key once. */
  remove(object: Node): Buffer {
    const members = Array.from(this.unique(object), ([key, value]) => `${key}: ${value}`)
    this.tape.length = this.tape.start(object)
    this.tape.count = object
    return Buffer.from(`{${members.join(', ')}}`, 'latin1')
  }

  /** Whether a key before this one has its hash: the same key, almost always. */
  private isBefore(object: Node, key: Node): boolean {
    const { tape } = this
    for (let other = object + WIDTH; other < key; other = tape.behind(other + WIDTH)) {
      if (tape.hash(other) === tape.hash(key)) return true
    }
    return false
  }

  /** First places, last values: what setting a key of a Map again does. */
  private unique(object: Node): Map<string, string> {
    const members = new Map<string, string>()
    for (const [key, value] of this.tape.members(object)) members.set(this.tape.json(key), this.tape.json(value))
    return members
  }
}
