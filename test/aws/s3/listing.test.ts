import { expect, test } from 'vitest'
import { readPage } from '../../../src/aws/s3/listing.ts'
import { parseXml } from '../../../src/aws/transport/xml.ts'

const pageOf = (contents: string) =>
  readPage(parseXml(`<ListBucketResult><Contents>${contents}</Contents></ListBucketResult>`))

test('an object is listed with its key, size and time', () => {
  expect(pageOf('<Key>a</Key><Size>12</Size><LastModified>2024-01-02T03:04:05.000Z</LastModified>').objects).toEqual([
    { key: 'a', size: 12, lastModified: new Date('2024-01-02T03:04:05Z') },
  ])
})

test.each(['', '<Size></Size>', '<Size>1e999</Size>', '<Size>-1</Size>', '<Size>99999999999999999999</Size>'])(
  'an object whose size is no number (%s) is no answer of S3',
  (size) => {
    expect(() => pageOf(`<Key>a</Key>${size}`)).toThrow('Size')
  },
)
