import { randomBytes } from 'node:crypto'

/** The account of the recorded runs. */
export const ACCOUNT = '123456789012'

/** A pair of keys, and its identity. */
export interface Credential {
  readonly accessKey: string
  readonly secret: string
  readonly account: string
  readonly arn: string
  /** Temporary credentials must send this with each request. */
  readonly sessionToken?: string
  /** Milliseconds since 1970 after which requests are refused. */
  readonly expires?: number
}

/** The keys that the cloud accepts; initially `testing`/`testing` and `devkey`/`devsecret`. */
export class Credentials {
  readonly #known = new Map<string, Credential>()

  constructor() {
    this.add('testing', 'testing')
    this.add('devkey', 'devsecret')
  }

  /** Adds long-term keys of a user. */
  add(accessKey: string, secret: string, account = ACCOUNT): void {
    this.#known.set(accessKey, { accessKey, secret, account, arn: `arn:aws:iam::${account}:user/${accessKey}` })
  }

  /** Makes temporary keys for an assumed role. */
  issue(account: string, arn: string, expires: number): Required<Credential> {
    const credential = {
      accessKey: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secret: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(90).toString('base64'),
      account,
      arn,
      expires,
    }
    this.#known.set(credential.accessKey, credential)
    return credential
  }

  find(accessKey: string): Credential | undefined {
    return this.#known.get(accessKey)
  }
}
