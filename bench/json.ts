import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeCloudTrail } from '../src/buckets/cloudtrail.ts'
import type { EventBatch } from '../src/emit/types.ts'
import { EventWriter } from '../src/transform/event-writer.ts'
import { cloudTrailFile } from './records.ts'

// From the expanded bytes of CloudTrail files to their datagrams on one core, against Python on the same bytes: its
// plain json.loads and json.dumps of each record, and the same with what makes a record a message. The fastest of
// several passes counts, pair by pair; a difference in the datagrams is an error.
//   node bench/json.ts [pairs, default 5]

const PYTHON = `
import hashlib, json, sys, time
text = open(sys.argv[1]).read()
header = {"aws_account_alias": "", "log_file": "key", "s3bucket": "bucket"}
def bare(e):
    for k, v in list(e.items()):
        if isinstance(v, dict): bare(v)
        elif v is None: del e[k]
def single(e):
    for k, v in list(e.items()):
        if isinstance(v, list) and len(v) == 1: e[k] = v[0]
        elif isinstance(v, dict): single(v)
def plain():
    return [json.dumps(record).encode() for record in json.loads(text)["Records"]]
def message(record):
    bare(record)
    aws = {"log_info": header, **record, "source": "cloudtrail", "aws_account_id": "123456789012"}
    single(aws)
    aws["source_ip_address"] = aws["sourceIPAddress"]
    return ("1:Wazuh-AWS:" + json.dumps({"integration": "aws", "aws": aws})).encode()
def same():
    return [message(record) for record in json.loads(text)["Records"]]
for job in plain, same:
    times = []
    for _ in range(int(sys.argv[2])):
        start = time.perf_counter()
        result = job()
        times.append(time.perf_counter() - start)
    print(min(times), hashlib.sha256(b"".join(result)).hexdigest())`

const OBJECT = { logFile: 'key', bucket: 'bucket', accountAlias: '', accountId: '123456789012' }
/** Bytes in all that each side reads in a pair, at least. */
const WORK = 150e6

const folder = mkdtempSync(join(tmpdir(), 'bench-json-'))
const path = join(folder, 'file.json')
for (const records of [50, 12_000]) {
  const content = Buffer.from(cloudTrailFile(records))
  const passes = Math.ceil(WORK / content.length)
  writeFileSync(path, content)
  ours(content, passes)
  for (let pair = 0; pair < Number(process.argv[2] ?? 5); pair++) {
    const answer = execFileSync('python3', ['-c', PYTHON, path, String(Math.ceil(passes / 10))], { encoding: 'utf8' })
    const [plain = '', same = ''] = answer.split('\n')
    const { seconds, digest } = ours(content, passes)
    if (same.split(' ')[1] !== digest) throw new Error('the datagrams differ')
    const ratio = (line: string) => (Number(line.split(' ')[0]) / seconds).toFixed(1)
    process.stdout.write(
      `${records} records a file: ${(content.length / 1e6 / seconds).toFixed(0)} MB/s, ` +
        `${ratio(plain)} times json.loads and json.dumps, ${ratio(same)} times the same work in Python\n`,
    )
  }
}
rmSync(folder, { recursive: true })

function ours(content: Buffer, passes: number): { readonly seconds: number; readonly digest: string } {
  let seconds = Number.POSITIVE_INFINITY
  let batch: EventBatch | undefined
  for (let pass = 0; pass < passes; pass++) {
    const start = performance.now()
    const writer = new EventWriter({ object: OBJECT, debugLevel: 0 })
    decodeCloudTrail(content, writer)
    batch = writer.finish()
    seconds = Math.min(seconds, (performance.now() - start) / 1e3)
  }
  return {
    seconds,
    digest: createHash('sha256')
      .update(batch?.bytes ?? '')
      .digest('hex'),
  }
}
