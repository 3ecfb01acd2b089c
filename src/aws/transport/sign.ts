import { hash } from 'node:crypto'

/** Keys to sign with. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Set for temporary keys only. */
  readonly sessionToken?: string
  /** The time when temporary keys expire; other keys do not. */
  readonly expiration?: Date
}

/** @returns keys that are valid now */
export type CredentialProvider = () => Promise<Credentials>

/** A request to be signed. */
export interface UnsignedRequest {
  readonly method: string
  /** Host with its port, unless it is the default one. */
  readonly host: string
  /** Percent-encoded, as sent. */
  readonly path: string
  /** `name=value` pairs, percent-encoded, in any order, without the question mark. */
  readonly query: string
  /** Lower-case names. `host` and the `x-amz-` ones are added. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The scope in which a signature is valid. */
export interface SigningScope {
  /** Name in the credential scope: `s3`, `logs`, … */
  readonly service: string
  readonly region: string
  readonly credentials: Credentials
  /** Time of the request, corrected if the machine's clock is off. */
  readonly date: Date
}

const ALGORITHM = 'AWS4-HMAC-SHA256'
const EMPTY_HASH = sha256('')

/**
 * Signs a request with version 4. The SDK's signer takes four times as long; see `docs/dependencies.md`.
 *
 * @returns its headers, with `authorization`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signedHeaders(request: UnsignedRequest, scope: SigningScope): Record<string, string> {
  const { credentials, service, region, date } = scope
  const timestamp = date.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const bodyHash = request.body === '' ? EMPTY_HASH : sha256(request.body)
  const headers: Record<string, string> = { ...request.headers, host: request.host, 'x-amz-date': timestamp }
  if (service === 's3') headers['x-amz-content-sha256'] = bodyHash
  if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken

  const names = Object.keys(headers).sort()
  const canonicalRequest = [
    request.method,
    request.path,
    request.query.split('&').sort(byName).join('&'),
    ...names.map((name) => `${name}:${headers[name]?.trim()}`),
    '',
    names.join(';'),
    bodyHash,
  ].join('\n')
  const credentialScope = `${timestamp.slice(0, 8)}/${region}/${service}/aws4_request`
  const stringToSign = `${ALGORITHM}\n${timestamp}\n${credentialScope}\n${sha256(canonicalRequest)}`
  const signature = hmac(signingKey(credentials.secretAccessKey, credentialScope), stringToSign).toString('hex')
  const credential = `${credentials.accessKeyId}/${credentialScope}`
  headers.authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return headers
}

/** `a=…` comes before `a-b=…`, though `=` is after `-`. */
function byName(a: string, b: string): number {
  return a.replace('=', '\0') < b.replace('=', '\0') ? -1 : 1
}

const MAX_KEYS = 100
const keys = new Map<string, MacKey>()

/** The key of a day, region and service costs four hashes and serves every request of the run. */
function signingKey(secret: string, credentialScope: string): MacKey {
  const name = `${secret}\n${credentialScope}`
  const known = keys.get(name)
  if (known !== undefined) return known
  const start = Buffer.from(`AWS4${secret}`)
  const key = macKey(credentialScope.split('/').reduce<Buffer>((key, part) => hmac(macKey(key), part), start))
  if (keys.size >= MAX_KEYS) keys.clear()
  keys.set(name, key)
  return key
}

/** The key of an HMAC, padded for both of its hashes. */
interface MacKey {
  readonly inner: Buffer
  readonly outer: Buffer
}

const BLOCK_BYTES = 64
const INNER_PAD = 0x36
const OUTER_PAD = 0x5c

function macKey(key: Buffer): MacKey {
  const block = Buffer.alloc(BLOCK_BYTES)
  if (key.length > BLOCK_BYTES) hash('sha256', key, 'buffer').copy(block)
  else key.copy(block)
  return {
    inner: block.map((byte) => byte ^ INNER_PAD) as Buffer,
    outer: block.map((byte) => byte ^ OUTER_PAD) as Buffer,
  }
}

/**
 * HMAC-SHA-256 of two plain hashes: `createHmac` makes a stream for each, which takes 2 % of a run that lists.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2104
 */
function hmac({ inner, outer }: MacKey, text: string): Buffer {
  const digest = hash('sha256', Buffer.concat([inner, Buffer.from(text)]), 'buffer')
  return hash('sha256', Buffer.concat([outer, digest]), 'buffer')
}

function sha256(text: string): string {
  return hash('sha256', text)
}

/** Percent-encodes as signatures require: everything except letters, digits and `-._~`. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Percent-encodes a path, keeping its slashes. */
export function encodePath(path: string): string {
  return path.split('/').map(encode).join('/')
}
