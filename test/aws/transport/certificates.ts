import { mkdtempSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'

/** A certificate that vouches for itself, with its key. */
export interface Certificate {
  readonly cert: string
  readonly key: string
  /** File with the certificate. */
  readonly certFile: string
  /** File with the certificate and its key. */
  readonly pairFile: string
}

/** Makes a certificate for names and addresses, in files of a fresh folder below the system's temporary one. */
export async function makeCertificate(...names: readonly string[]): Promise<Certificate> {
  const altNames = names.map((name) =>
    isIP(name) ? ({ type: 7, ip: name } as const) : ({ type: 2, value: name } as const),
  )
  const { cert, private: key } = await generate([{ name: 'commonName', value: names[0] }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames },
    ],
  })
  const folder = mkdtempSync(join(tmpdir(), 'aws-s3-cert-'))
  const certFile = join(folder, 'cert.pem')
  const pairFile = join(folder, 'pair.pem')
  writeFileSync(certFile, cert)
  writeFileSync(pairFile, `${cert}\n${key}`)
  return { cert, key, certFile, pairFile }
}
