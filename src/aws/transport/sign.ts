import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto'

/** Keys to sign with. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Of temporary keys only. */
  readonly sessionToken?: string
  /** When temporary keys end. */
  readonly expiration?: Date
}

/** A request as it is signed. */
export interface Unsigned {
  readonly method: string
  readonly host: string
  /** Already percent-encoded. */
  readonly path: string
  /** `name=value` pairs, percent-encoded, in any order, without the question mark. */
  readonly query: string
  /** Lower-case names. `host` and the `x-amz-` ones are added. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Scope {
  readonly service: string
  readonly region: string
  readonly credentials: Credentials
  /** The time of the request: of this machine, corrected if its clock is off. */
  readonly date: Date
}

const EMPTY_HASH = sha256('')
const ALGORITHM = 'AWS4-HMAC-SHA256'

/**
 * Headers of the request with its signature.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signed(request: Unsigned, scope: Scope): Record<string, string> {
  const { credentials, service, region } = scope
  const stamp = scope.date.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const bodyHash = request.body === '' ? EMPTY_HASH : sha256(request.body)
  const headers: Record<string, string> = { ...request.headers, host: request.host, 'x-amz-date': stamp }
  if (service === 's3') headers['x-amz-content-sha256'] = bodyHash
  if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken

  const names = Object.keys(headers).sort()
  const canonical = [
    request.method,
    request.path,
    request.query.split('&').sort(byName).join('&'),
    ...names.map((name) => `${name}:${headers[name]?.trim()}`),
    '',
    names.join(';'),
    bodyHash,
  ].join('\n')
  const day = `${stamp.slice(0, 8)}/${region}/${service}/aws4_request`
  const signature = hmac(
    signingKey(credentials.secretAccessKey, day),
    `${ALGORITHM}\n${stamp}\n${day}\n${sha256(canonical)}`,
  )
  headers.authorization = `${ALGORITHM} Credential=${credentials.accessKeyId}/${day}, SignedHeaders=${names.join(';')}, Signature=${signature.toString('hex')}`
  return headers
}

/** `a=…` comes before `a-b=…`, though `=` is behind `-`. */
function byName(a: string, b: string): number {
  return a.replace('=', '\0') < b.replace('=', '\0') ? -1 : 1
}

const keys = new Map<string, KeyObject>()

/** The key of a day, region and service costs four hashes and serves every request of the run. */
function signingKey(secret: string, day: string): KeyObject {
  const name = `${secret}\n${day}`
  const known = keys.get(name)
  if (known !== undefined) return known
  const start = Buffer.from(`AWS4${secret}`)
  const key = createSecretKey(day.split('/').reduce<Buffer>((key, part) => hmac(key, part), start))
  if (keys.size >= 100) keys.clear()
  keys.set(name, key)
  return key
}

function hmac(key: Buffer | KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function sha256(text: string): string {
  return hash('sha256', text)
}

/** Percent-encodes as signatures want it: everything but letters, digits and `-._~`. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Percent-encodes a path, keeping its slashes. */
export function encodePath(path: string): string {
  return path.split('/').map(encode).join('/')
}
