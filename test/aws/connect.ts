import { afterAll, afterEach, beforeEach } from 'vitest'
import type { ConnectOverrides } from '../../src/aws/connection.ts'
import { type Connection, connect } from '../../src/aws/index.ts'
import { openSession } from '../../src/aws/session.ts'
import { readSettings } from '../../src/aws/settings.ts'
import type { AwsOptions } from '../../src/options.ts'
import type { ObjectSource } from '../../src/walker/types.ts'
import { type Home, makeHome } from '../helpers/home.ts'
import { type LocalAws, startLocalAws } from '../helpers/local-aws/index.ts'
import { createSdkObjects } from './s3/sdk-objects.ts'

/** How a run is set up: beside the defaults of the command line. */
export interface Setup {
  readonly options?: Partial<AwsOptions>
  readonly config?: string
  readonly credentials?: string
  /** Undefined values take a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly overrides?: ConnectOverrides
  /** Objects are read through the SDK's client, which ours is compared with. Default false. */
  readonly sdkObjects?: boolean
}

export interface Connected extends Connection {
  readonly home: Home
}

const open: Connected[] = []

/** A connection as a run in a fresh home would make it. @param endpoint for `AWS_ENDPOINT_URL`; none: AWS itself */
export async function connectAs(endpoint: string | undefined, setup: Setup = {}): Promise<Connected> {
  const home = makeHome(endpoint ?? '', { config: setup.config, credentials: setup.credentials })
  const options = { regions: [], ...setup.options }
  const env = { ...home.env, ...setup.env }
  const connection = await connect(options, env, setup.overrides)
  const connected = { ...connection, home, ...(setup.sdkObjects && { objects: await sdkObjects(options, env) }) }
  open.push(connected)
  return connected
}

async function sdkObjects(...arguments_: Parameters<typeof readSettings>): Promise<ObjectSource> {
  const settings = await readSettings(...arguments_)
  return createSdkObjects(openSession(settings).sdk('s3'), settings.profile.tuning)
}

/** Closes what {@link connectAs} opened: for `afterEach`. */
export function disconnectAll(): void {
  for (const connection of open.splice(0)) {
    connection.close()
    connection.home.remove()
  }
}

/** An AWS that all tests of a file share; its requests and faults are those of one test, and so are connections. */
export async function sharedAws(): Promise<LocalAws> {
  const aws = await startLocalAws()
  afterAll(() => aws.stop())
  beforeEach(() => {
    aws.faults.clear()
    aws.requests.clear()
  })
  afterEach(disconnectAll)
  return aws
}
