// Run by memory.test.ts in a process of its own: reads a file and prints what it took.
import { open } from 'node:fs/promises'
import { parquetRows } from '../../../src/parsers/parquet/rows.ts'
import { peakMemoryOf } from '../../helpers/peak-memory.ts'

const handle = await open(process.argv[2] ?? '')
const { size } = await handle.stat()
const slice = async (start: number, end: number): Promise<ArrayBuffer> => {
  const bytes = new Uint8Array(end - start)
  await handle.read(bytes, 0, bytes.length, start)
  return bytes.buffer
}
let rows = 0
let last = ''
for await (const { bytes, ends } of parquetRows({ byteLength: size, slice })) {
  rows += ends.length
  last = Buffer.from(bytes.subarray(ends.at(-2) ?? 0, ends.at(-1))).toString()
}
await handle.close()
process.stdout.write(JSON.stringify({ rows, last, residentMiB: peakMemoryOf('self') / 2 ** 20 }))
