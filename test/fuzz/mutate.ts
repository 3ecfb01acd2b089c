/** A generator of random numbers that gives the same ones for the same seed (mulberry32). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** @returns an integer from 0 to below `bound` */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound)
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T
  }
}

/** What formats give a meaning to. */
const TOKENS = [
  ...[
    '"',
    '""',
    '\\',
    '\\"',
    '\\u0000',
    '\\ud800',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '\t',
    '\n',
    '\r',
    '\0',
    ' ',
    '#',
    '-',
  ],
  ...[
    'null',
    'true',
    '1e999',
    '-0',
    '0.1e-400',
    '99999999999999999999',
    '{}',
    '[]',
    '"a":1,',
    '{"a":',
    '\ufeff',
    '\xff',
  ],
  ...[
    '#Fields: a b',
    'version account-id',
    ' "-" ',
    '[x]',
    'é',
    '😀',
    '\u2028',
    '__proto__',
    'aws_account_id',
    'log_info',
  ],
].map((token) => Buffer.from(token))
const MAX_BYTES = 64 * 1024

/** Changes a sample in a few places. */
export function mutate(sample: Uint8Array, others: readonly Uint8Array[], random: Random): Buffer {
  let bytes: Buffer = Buffer.from(sample)
  for (let count = 1 + random.below(6); count > 0; count--) bytes = random.of(MUTATORS)(bytes, others, random)
  return bytes.subarray(0, MAX_BYTES)
}

type Mutator = (bytes: Buffer, others: readonly Uint8Array[], random: Random) => Buffer

const MUTATORS: readonly Mutator[] = [
  (bytes, _, random) => {
    const flipped = Buffer.from(bytes)
    const at = random.below(bytes.length + 1)
    if (at < bytes.length) flipped[at] = bytes.readUInt8(at) ^ (1 << random.below(8))
    return flipped
  },
  (bytes, _, random) => splice(bytes, random, Buffer.of(random.below(256)), 1),
  (bytes, _, random) => splice(bytes, random, random.of(TOKENS), 0),
  (bytes, _, random) => splice(bytes, random, random.of(TOKENS), 1 + random.below(8)),
  (bytes, _, random) => splice(bytes, random, Buffer.of(), 1 + random.below(64)),
  (bytes, _, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, _, random) => splice(bytes, random, Buffer.concat(Array(2 + random.below(40)).fill(random.of(TOKENS))), 0),
  (bytes, _, random) => {
    const start = random.below(bytes.length + 1)
    return splice(bytes, random, bytes.subarray(start, start + random.below(256)), 0)
  },
  (bytes, others, random) => {
    const other = Buffer.from(random.of(others))
    const start = random.below(other.length + 1)
    return splice(bytes, random, other.subarray(start, start + random.below(512)), random.below(64))
  },
]

/** Puts something in the place of `removed` bytes. */
function splice(bytes: Buffer, random: Random, put: Uint8Array, removed: number): Buffer {
  const at = random.below(bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + removed)])
}
