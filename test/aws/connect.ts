import { type Connection, connect, type World } from '../../src/aws/index.ts'
import type { AwsOptions } from '../../src/options.ts'
import { type Home, makeHome } from '../helpers/home.ts'

/** How a run is set up: beside the defaults of the command line. */
export interface Setup {
  readonly options?: Partial<AwsOptions>
  readonly config?: string
  readonly credentials?: string
  /** Undefined values take a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly world?: World
}

export interface Connected extends Connection {
  readonly home: Home
}

const open: Connected[] = []

/** A connection as a run in a fresh home would make it. @param endpoint for `AWS_ENDPOINT_URL`; none: AWS itself */
export async function connectAs(endpoint: string | undefined, setup: Setup = {}): Promise<Connected> {
  const home = makeHome(endpoint ?? '', { config: setup.config, credentials: setup.credentials })
  const connection = await connect({ regions: [], ...setup.options }, { ...home.env, ...setup.env }, setup.world)
  const connected = { ...connection, home }
  open.push(connected)
  return connected
}

/** Closes what {@link connectAs} opened: for `afterEach`. */
export function disconnectAll(): void {
  for (const connection of open.splice(0)) {
    connection.close()
    connection.home.remove()
  }
}
