// From the expanded bytes of files to their datagrams, against Python's json on the same bytes:
//   node bench/json.ts [pairs]
// Prints both rates and their ratio, pair by pair: machines are shared, only the ratios of one run tell something.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeCloudTrail } from '../src/buckets/cloudtrail.ts'
import { EventWriter } from '../src/transform/event-writer.ts'
import { RowLayout } from '../src/transform/row-event.ts'
import { cloudTrailFile } from './records.ts'

const PYTHON_JSON = `
import json, sys, time
text = open(sys.argv[1]).read()
start = time.process_time()
for record in json.loads(text)["Records"]: json.dumps(record).encode()
print(time.process_time() - start)`

const PYTHON_ROWS = `
import csv, json, sys, time
names = sys.argv[2].split()
start = time.process_time()
for row in csv.DictReader(open(sys.argv[1]), fieldnames=names, delimiter=" "):
    json.dumps({"integration": "aws", "aws": dict(row, source="vpc")}).encode()
print(time.process_time() - start)`

const COLUMNS =
  'version account_id interface_id srcaddr dstaddr srcport dstport protocol packets bytes start end action log_status'
const OBJECT = { logFile: 'AWSLogs/123456789012/CloudTrail/file.json.gz', bucket: 'b', accountAlias: '' }

const folder = mkdtempSync(join(tmpdir(), 'bench-json-'))
const pairs = Number(process.argv[2] ?? 5)
const sizes: readonly (readonly [name: string, records: number, files: number])[] = [
  ['50 records a file', 50, 200],
  ['12,000 records a file', 12_000, 1],
]
for (const [name, records, files] of sizes) {
  const text = cloudTrailFile(records)
  const content = Buffer.from(text)
  compare(`CloudTrail, ${name}`, text, files, PYTHON_JSON, [], () => decodeCloudTrail(content, writer()))
}
const flow = Array.from(
  { length: 20_000 },
  (_, at) =>
    `2 123456789012 eni-${at} 10.0.0.${at % 250} 10.0.0.2 443 ${at} 6 10 ${at * 10} 1704157200 1704157260 ACCEPT OK`,
)
const layout = new RowLayout({ columns: COLUMNS.split(' '), source: 'vpc' })
compare('rows of text', `${flow.join('\n')}\n`, 1, PYTHON_ROWS, [COLUMNS], () => {
  const rows = writer()
  for (const line of flow) rows.row(layout, line.split(' '))
  rows.finish()
})
rmSync(folder, { recursive: true })

function writer(): EventWriter {
  return new EventWriter({ object: OBJECT, debugLevel: 0 })
}

function compare(name: string, text: string, files: number, python: string, args: string[], ours: () => void): void {
  const path = join(folder, 'input')
  writeFileSync(path, text)
  const megabytes = (text.length * files) / 1e6
  for (let at = 0; at < 60 / megabytes + 1; at++) for (let file = 0; file < files; file++) ours()
  for (let pair = 0; pair < pairs; pair++) {
    const theirs = text.length / 1e6 / Number(execFileSync('python3', ['-c', python, path, ...args]))
    const before = process.cpuUsage()
    for (let file = 0; file < files; file++) ours()
    const used = process.cpuUsage(before)
    const rate = megabytes / ((used.user + used.system) / 1e6)
    process.stdout.write(
      `${name}: ${rate.toFixed(0)} MB/s, Python ${theirs.toFixed(1)}, ratio ${(rate / theirs).toFixed(1)}\n`,
    )
  }
}
