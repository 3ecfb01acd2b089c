import { readPage } from '../../src/aws/s3/listing.ts'
import { parseXml } from '../../src/aws/transport/xml.ts'
import { createBucket } from '../cloud/bucket.ts'
import type { MicroCase } from './contract.ts'

const KEYS = 1000

/** A page of ListObjectsV2. */
export function listingCase(): MicroCase {
  const bucket = createBucket({ kind: 'bucket', accounts: 1, regions: 1, objects: KEYS, events: 1, isNew: true })
  const { body } = bucket.answer({ method: 'GET', url: '/logs?list-type=2', target: '', body: '' })
  const page = Buffer.from(body)
  return {
    name: 'list page',
    limit: 'one regular expression that finds the keys',
    unit: 'keys',
    amount: KEYS,
    ours() {
      if (readPage(parseXml(page.toString()), {}).objects.length !== KEYS) throw new Error('keys are missing')
    },
    native: () => void page.toString().match(/<Key>[^<]*/g),
  }
}
