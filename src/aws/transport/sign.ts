import { Sha256 } from '@smithy/core/checksum'
import { SignatureV4 } from '@smithy/signature-v4'

/** Keys to sign with. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Only temporary keys have one. */
  readonly sessionToken?: string
  /** When temporary keys expire; others last. */
  readonly expiration?: Date
}

/** Returns keys that are valid now. */
export type CredentialProvider = () => Promise<Credentials>

/** A request as it is signed. */
export interface UnsignedRequest {
  readonly method: string
  /** With the port when it is not the default one. */
  readonly host: string
  /** Percent-encoded, as it is sent. */
  readonly path: string
  /** `name=value` pairs, percent-encoded, in any order, without the question mark. */
  readonly query: string
  /** Lower-case names. `host` and the `x-amz-` ones are added. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a signature is valid for. */
export interface SigningScope {
  /** As in the credential scope: `s3`, `logs`, … */
  readonly service: string
  readonly region: string
  readonly credentials: Credentials
  /** Time of the request, corrected when the machine's clock is off. */
  readonly date: Date
}

/**
 * Signs a request with version 4.
 *
 * @returns its headers, with `authorization`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function signedHeaders(request: UnsignedRequest, scope: SigningScope): Promise<Record<string, string>> {
  const { service, region, credentials, date } = scope
  // Only S3 signs the path as it is sent; all other services encode it once more.
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, uriEscapePath: service !== 's3' })
  const { method, host, path, query, headers, body } = request
  const unsigned = {
    method,
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: { ...headers, host },
    body: body === '' ? undefined : body,
    protocol: 'https:',
    hostname: host,
  }
  return (await signer.sign(unsigned, { signingDate: date })).headers
}

/** Percent-encodes as signatures want it: everything but letters, digits and `-._~`. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Percent-encodes a path, keeping its slashes. */
export function encodePath(path: string): string {
  return path.split('/').map(encode).join('/')
}
