import { type Connection, connect, type World } from '../../src/aws/index.ts'
import type { Options } from '../../src/cli/options.ts'
import { type Home, makeHome } from '../helpers/home.ts'

const OPTIONS: Options = {
  type: 'cloudtrail',
  accountIds: [],
  accountAlias: '',
  regions: [],
  trailPrefix: '',
  trailSuffix: '',
  logGroups: [],
  logStreams: [],
  removeLogStreams: false,
  remove: false,
  reparse: false,
  skipOnError: false,
  debugLevel: 0,
  lookbackDays: 1,
  maxObjectBytes: 2 ** 31,
  maxEps: 0,
  deadline: 0,
  emit: 'socket',
}

/** How a run is set up: beside the defaults of the command line. */
export interface Setup {
  readonly options?: Partial<Options>
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
  const connection = await connect({ ...OPTIONS, ...setup.options }, { ...home.env, ...setup.env }, setup.world)
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
