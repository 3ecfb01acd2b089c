// Documents of all shapes and spellings, and documents that are broken, through python3's json and through ours:
//   node test/conformance/json-against-python.ts [documents]
// Prints the first differences; exit 1 when there are any.
import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { JsonReader } from '../../src/json/reader.ts'
import { toValue } from '../../src/json/value.ts'
import { pythonStr } from '../../src/python/repr.ts'
import { documents } from '../json/documents.ts'

const PYTHON = `
import json, sys, unicodedata
for line in sys.stdin:
    try:
        value = json.loads(bytes.fromhex(line).decode("utf-8"))
        # Characters that this Python's Unicode does not know yet print otherwise there.
        known = "Cn" not in map(unicodedata.category, json.dumps(value, ensure_ascii=False))
        print(json.dumps([json.dumps(value), str(value) if known else None]))
    except (ValueError, RecursionError):
        print("null")
`

const count = Number(process.argv[2] ?? 5000)
const whole = fc.sample(documents, count).map(({ text }) => Buffer.from(text))
const broken = fc.sample(fc.tuple(documents, fc.nat(), fc.nat({ max: 255 })), count).map(([{ text }, at, byte]) => {
  const bytes = Buffer.from(text)
  bytes[at % bytes.length] = byte
  return bytes
})
const inputs = [...whole, ...broken]
const answer = spawnSync('python3', ['-c', PYTHON], {
  input: `${inputs.map((bytes) => bytes.toString('hex')).join('\n')}\n`,
  encoding: 'utf8',
  maxBuffer: 1 << 30,
})
if (answer.status !== 0) throw new Error(`python3: ${answer.error ?? answer.stderr}`)
const theirs = answer.stdout.trimEnd().split('\n')
const differences = inputs.flatMap((bytes, at) => {
  const own = ours(bytes, theirs[at]?.endsWith(', null]') ?? false)
  return own === theirs[at] ? [] : [`${bytes}\n  ours   ${own}\n  Python ${theirs[at]}\n`]
})
process.stdout.write(
  `${differences.slice(0, 5).join('')}${inputs.length} documents, ${differences.length} differences\n`,
)
process.exitCode = differences.length === 0 && theirs.length === inputs.length ? 0 : 1

/** As the script above prints it. */
function ours(bytes: Buffer, isUnknown: boolean): string {
  const reader = new JsonReader()
  try {
    const root = reader.document(bytes)
    const text = reader.tape.json(root)
    const lists = new JsonReader()
    const pair = Buffer.from(JSON.stringify([text, isUnknown ? null : pythonStr(toValue(reader.tape, root))]))
    return lists.tape.json(lists.document(pair))
  } catch {
    return 'null'
  }
}
