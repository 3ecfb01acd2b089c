import { decodeCloudTrail } from '../../src/buckets/cloudtrail.ts'
import { withDocument } from '../../src/json/reader.ts'
import { EventWriter } from '../../src/transform/event-writer.ts'
import { cloudTrailFile } from '../records.ts'
import type { MicroCase } from './contract.ts'

const RECORDS = 50
const OBJECT = { logFile: 'key', bucket: 'bucket', accountAlias: '', accountId: '123456789012' }

export function scanCase(): MicroCase {
  const text = Buffer.from(cloudTrailFile(RECORDS))
  return {
    name: 'scan JSON',
    limit: 'JSON.parse',
    unit: 'MB',
    amount: text.length / 1e6,
    ours: () => withDocument(text, () => {}),
    native: () => void JSON.parse(text.toString()),
  }
}

/** From the bytes of a file to datagrams. The native code makes no envelope. */
export function writeCase(): MicroCase {
  const text = Buffer.from(cloudTrailFile(RECORDS))
  return {
    name: 'scan and write',
    limit: 'JSON.parse, JSON.stringify of each record',
    unit: 'events',
    amount: RECORDS,
    ours() {
      const writer = new EventWriter({ object: OBJECT, debugLevel: 0 })
      decodeCloudTrail(text, writer)
      writer.finish()
    },
    native() {
      const { Records } = JSON.parse(text.toString()) as { Records: unknown[] }
      for (const record of Records) Buffer.from(JSON.stringify(record))
    },
  }
}
