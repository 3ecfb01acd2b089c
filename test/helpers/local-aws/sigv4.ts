import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Credential, Credentials } from './credentials.ts'
import { type AwsRequest, type Scope, ServiceError } from './types.ts'

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/
const MAX_SKEW_MS = 15 * 60_000

/** A well-formed `Authorization` header. */
export interface Authorization {
  readonly scope: Scope
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

/**
 * Reads an `Authorization` header of Signature Version 4.
 *
 * @throws ServiceError if it is missing or malformed
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function parseAuthorization(header: string | undefined): Authorization {
  if (header === undefined) throw new ServiceError(403, 'AccessDenied', 'Access Denied')
  const match = AUTHORIZATION.exec(header)
  if (match === null) {
    throw new ServiceError(
      400,
      'AuthorizationHeaderMalformed',
      'The authorization header that you provided is not valid.',
    )
  }
  const [, accessKey = '', date = '', region = '', service = '', headers = '', signature = ''] = match
  return { scope: { accessKey, date, region, service }, signedHeaders: headers.split(';'), signature }
}

/**
 * Verifies who signed a request, as AWS does: known key, session token, clock, hash of the body, signature.
 *
 * @param now milliseconds since 1970
 * @throws ServiceError with the code that the service of the scope uses
 */
export function authenticate(request: AwsRequest, auth: Authorization, known: Credentials, now: number): Credential {
  const s3 = auth.scope.service === 's3'
  const credential = known.find(auth.scope.accessKey)
  if (credential === undefined) throw unknownKey(auth.scope.service)
  checkToken(request, credential, s3, now)
  checkClock(request, auth, s3, now)
  checkBody(request, s3)
  const expected = signatureOf(request, auth, credential.secret)
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(auth.signature))) {
    const text =
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.'
    throw new ServiceError(403, s3 ? 'SignatureDoesNotMatch' : 'InvalidSignatureException', text)
  }
  return credential
}

function unknownKey(service: string): ServiceError {
  if (service === 's3') {
    const text = 'The AWS Access Key Id you provided does not exist in our records.'
    return new ServiceError(403, 'InvalidAccessKeyId', text)
  }
  const codes: Readonly<Record<string, string>> = { ec2: 'AuthFailure', sts: 'InvalidClientTokenId' }
  const code = codes[service] ?? 'UnrecognizedClientException'
  return new ServiceError(
    code === 'AuthFailure' ? 401 : 403,
    code,
    'The security token included in the request is invalid.',
  )
}

function checkToken(request: AwsRequest, credential: Credential, s3: boolean, now: number): void {
  if (request.headers['x-amz-security-token'] !== credential.sessionToken) {
    if (s3) throw new ServiceError(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.')
    throw unknownKey('')
  }
  if (credential.expires !== undefined && credential.expires <= now) {
    const code = s3 ? 'ExpiredToken' : 'ExpiredTokenException'
    throw new ServiceError(
      400,
      code,
      s3 ? 'The provided token has expired.' : 'The security token included in the request is expired',
    )
  }
}

function checkClock(request: AwsRequest, auth: Authorization, s3: boolean, now: number): void {
  const sent = String(request.headers['x-amz-date'] ?? '')
  const time = Date.parse(sent.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (Number.isNaN(time) || !sent.startsWith(auth.scope.date) || !auth.signedHeaders.includes('host')) {
    throw new ServiceError(
      403,
      'AccessDenied',
      'AWS authentication requires a valid Date or x-amz-date header and a signed host',
    )
  }
  if (Math.abs(time - now) > MAX_SKEW_MS) {
    const text = 'The difference between the request time and the current time is too large.'
    throw new ServiceError(403, s3 ? 'RequestTimeTooSkewed' : 'InvalidSignatureException', text)
  }
}

function checkBody(request: AwsRequest, s3: boolean): void {
  const declared = request.headers['x-amz-content-sha256']
  if (declared === undefined && s3) {
    throw new ServiceError(400, 'InvalidRequest', 'Missing required header for this request: x-amz-content-sha256')
  }
  if (typeof declared === 'string' && /^[0-9a-f]{64}$/.test(declared) && declared !== sha256(request.body)) {
    const text = "The provided 'x-amz-content-sha256' header does not match what was computed."
    throw new ServiceError(400, 'XAmzContentSHA256Mismatch', text)
  }
}

/** The signature of the request by the holder of the secret. */
function signatureOf(request: AwsRequest, auth: Authorization, secret: string): string {
  const { date, region, service } = auth.scope
  const canonical = canonicalRequest(request, auth.signedHeaders, service === 's3')
  const toSign = [
    'AWS4-HMAC-SHA256',
    request.headers['x-amz-date'],
    `${date}/${region}/${service}/aws4_request`,
    sha256(canonical),
  ].join('\n')
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    (k, part) => hmac(k, part),
    `AWS4${secret}`,
  )
  return hmac(key, toSign).toString('hex')
}

function canonicalRequest(request: AwsRequest, signedHeaders: readonly string[], s3: boolean): string {
  // S3 signs the path encoded once; every other service encodes the encoded path once more.
  const path = request.path.split('/').map((part) => encodeStrict(s3 ? decodeURIComponent(part) : part))
  const headers = signedHeaders.map(
    (name) =>
      `${name}:${String(request.headers[name] ?? '')
        .trim()
        .replace(/ +/g, ' ')}\n`,
  )
  const hash = s3 ? request.headers['x-amz-content-sha256'] : sha256(request.body)
  return [
    request.method,
    path.join('/'),
    canonicalQuery(request.rawQuery),
    headers.join(''),
    signedHeaders.join(';'),
    hash,
  ].join('\n')
}

function canonicalQuery(raw: string): string {
  const pairs = raw.split('&').filter((pair) => pair !== '')
  const encoded = pairs.map((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s)
    return `${encodeStrict(decodeURIComponent(name))}=${encodeStrict(decodeURIComponent(value))}`
  })
  return encoded.sort().join('&')
}

function encodeStrict(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest()
}
