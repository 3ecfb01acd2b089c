import { spawnSync } from 'node:child_process'
import { readDelimited } from '../../src/parsers/delimited.ts'

// Compares our reader of delimited text with python3's csv module on texts made of odd pieces. By hand:
//   node test/conformance/csv-against-python.ts [how many, default 20000]

const PYTHON = `
import csv, io, json, sys
for line in sys.stdin:
    delimiter, text = json.loads(line)
    rows = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter)
    print(json.dumps([row for row in rows if row]))
`
const PIECES = [
  'a',
  'bc',
  '1',
  '-',
  ' ',
  ' ',
  ',',
  ',',
  '"',
  '"',
  '""',
  '\n',
  '\n',
  '\r\n',
  '\r',
  '\\"',
  'é',
  '☃',
  '\t',
  "'",
]
const count = Number(process.argv[2] ?? 20_000)

const pick = <T>(from: readonly T[]) => from[Math.floor(Math.random() * from.length)] as T
const cases = Array.from({ length: count }, () => {
  const text = Array.from({ length: Math.floor(Math.random() * 25) }, () => pick(PIECES)).join('')
  return { delimiter: pick([' ', ',', '\t']), text }
})
const input = cases.map(({ delimiter, text }) => `${JSON.stringify([delimiter, text])}\n`).join('')
const { stdout, stderr } = spawnSync('python3', ['-c', PYTHON], { input, maxBuffer: 2 ** 30 })
process.stderr.write(stderr)
const answers = stdout.toString().trimEnd().split('\n')

let different = 0
cases.forEach(({ delimiter, text }, index) => {
  const rows: string[][] = []
  const bytes = Buffer.from(text.replace(/\r\n?/g, '\n'))
  readDelimited(bytes, delimiter.charCodeAt(0), (fields) => rows.push(fields.texts()))
  const expected = JSON.stringify(JSON.parse(answers[index] ?? 'null'))
  if (JSON.stringify(rows) === expected) return
  different++
  process.stdout.write(
    `${JSON.stringify({ delimiter, text })}\n  python ${expected}\n  ours   ${JSON.stringify(rows)}\n`,
  )
})
process.stdout.write(`${count} texts, ${different} different\n`)
process.exitCode = different === 0 ? 0 : 1
