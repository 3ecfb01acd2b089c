import { expect, test } from 'vitest'
import { keyReader, readPage } from '../../../src/aws/s3/listing.ts'
import { parseXml } from '../../../src/aws/transport/xml.ts'

const pageOf = (contents: string) =>
  readPage(parseXml(`<ListBucketResult><Contents>${contents}</Contents></ListBucketResult>`), {})

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

test.each([
  ['a%20b+c%C3%A9', 'a b cé'],
  ['100%+a%20b', '100% a b'],
  ['%zz%', '%zz%'],
  ['%ff%C3%A9', '\ufffdé'],
])('a key in URL encoding (%s) is read however well it is encoded', (text, key) => {
  expect(keyReader('url')(text)).toBe(key)
})

test('a listing whose next page is the requested one is no answer of S3', () => {
  const listing = parseXml(
    '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken></ListBucketResult>',
  )
  expect(readPage(listing, { continuationToken: 's' })).toEqual({ objects: [], folders: [], nextToken: 't' })
  expect(() => readPage(listing, { continuationToken: 't' })).toThrow('the same page')
})
