import { Credentials } from './credentials.ts'
import { Ec2 } from './ec2.ts'
import { Faults } from './faults.ts'
import { listen } from './http-server.ts'
import { Iam } from './iam.ts'
import { Inspector } from './inspector.ts'
import { Inspector2 } from './inspector2.ts'
import { Logs } from './logs.ts'
import { RequestLog } from './request-log.ts'
import { S3 } from './s3.ts'
import { Sqs } from './sqs.ts'
import { Sts } from './sts.ts'

export { FAULTS } from './faults.ts'

/** A small AWS on the loopback: real wire formats, stores in memory. Seed it by plain calls, such as `s3.put(…)`. */
export interface LocalAws {
  /** `http://127.0.0.1:PORT`, for `AWS_ENDPOINT_URL`. */
  readonly url: string
  readonly port: number
  readonly credentials: Credentials
  readonly faults: Faults
  /** Permissions; nothing is denied before a policy is attached. */
  readonly iam: Iam
  readonly requests: RequestLog
  readonly s3: S3
  readonly sts: Sts
  readonly ec2: Ec2
  readonly logs: Logs
  readonly inspector2: Inspector2
  readonly inspector: Inspector
  readonly sqs: Sqs
  /** Closes every connection and the port. */
  stop(): Promise<void>
}

export interface LocalAwsOptions {
  /** Milliseconds that the cloud's clock is ahead of this machine's. Default: 0. */
  readonly clockAheadMs?: number
}

/** Starts a new cloud for the caller. */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const now = () => Date.now() + (options.clockAheadMs ?? 0)
  const credentials = new Credentials()
  const faults = new Faults()
  const iam = new Iam()
  const requests = new RequestLog()
  const services = {
    s3: new S3(),
    sts: new Sts(credentials, now),
    ec2: new Ec2(),
    logs: new Logs(),
    inspector2: new Inspector2(),
    inspector: new Inspector(),
    sqs: new Sqs(),
  }
  const { s3, ...others } = services
  const { server, port } = await listen({
    services: [s3, ...Object.values(others)],
    credentials,
    faults,
    iam,
    requests,
    now,
  })
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${port}`, port, credentials, faults, iam, requests, ...services, stop }
}
