import { Sha256 } from '@smithy/core/checksum'
import { SignatureV4 } from '@smithy/signature-v4'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  encode,
  encodePath,
  type SigningScope,
  signedHeaders,
  type UnsignedRequest,
} from '../../../src/aws/transport/sign.ts'

/** The signer of the SDK, which ours is compared with. */
async function reference(request: UnsignedRequest, { service, region, credentials, date }: SigningScope) {
  const options = { uriEscapePath: false, applyChecksum: service === 's3' }
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, ...options })
  const { method, host, path, query, headers, body } = request
  const pairs = [...new URLSearchParams(query)].map(([name, value]) => [name, value])
  const unsigned = { method, path, query: Object.fromEntries(pairs), headers: { ...headers, host }, body }
  return (await signer.sign({ ...unsigned, protocol: 'https:', hostname: host }, { signingDate: date })).headers
}

const text = fc.string({ unit: 'grapheme', maxLength: 20 })
/** Also longer than a block of the hash. */
const secret = fc.string({ unit: 'grapheme', maxLength: 100 })
const name = fc.stringMatching(/^[a-z][a-z-]{0,8}$/)
const query = fc.uniqueArray(fc.tuple(name, text), { maxLength: 5, selector: ([key]) => key })

test('a signature is the one that the SDK makes, for any key, query, body and credentials', () =>
  fc.assert(
    fc.asyncProperty(
      fc.record({ key: text, query, body: text, service: fc.constantFrom('s3', 'sts', 'logs'), secret }),
      fc.option(fc.stringMatching(/^[\w/+=]{1,40}$/), { nil: undefined }),
      fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
      async (some, sessionToken, date) => {
        const request = {
          method: 'POST',
          host: 'bucket.example.com:8080',
          path: `/${encodePath(some.key)}`,
          query: some.query.map(([key, value]) => `${encode(key)}=${encode(value)}`).join('&'),
          headers: { 'content-type': 'text/plain', range: 'bytes=0-1' },
          body: some.body,
        }
        const credentials = { accessKeyId: 'AKID', secretAccessKey: some.secret, ...(sessionToken && { sessionToken }) }
        const scope = { service: some.service, region: 'eu-west-1', credentials, date }
        expect(signedHeaders(request, scope)).toEqual(await reference(request, scope))
      },
    ),
  ))
