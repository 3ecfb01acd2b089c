import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Version in the output of the home's `wazuh-control`. */
const WAZUH_VERSION = 'v4.14.7'

const CREDENTIALS = `[default]
aws_access_key_id = testing
aws_secret_access_key = testing
[dev]
aws_access_key_id = devkey
aws_secret_access_key = devsecret
`
const CONTROL = `#!/bin/sh
echo 'WAZUH_VERSION="${WAZUH_VERSION}"'
echo 'WAZUH_REVISION="rc1"'
echo 'WAZUH_TYPE="server"'
`

export interface HomeOptions {
  /** Text of `~/.aws/config`. Default: the file is missing. */
  readonly config?: string | undefined
  /** Text of `~/.aws/credentials`. Default: `default` and `dev`, whose keys the local AWS knows. */
  readonly credentials?: string | undefined
}

/** The folders of a manager and of its user, new and in a temporary place. */
export interface Home {
  readonly root: string
  /** Path of the manager's queue, where nothing is bound. */
  readonly socket: string
  /** Folder of the state databases. */
  readonly state: string
  /** The environment of a run in this home, with only the path of the caller's. */
  readonly env: Readonly<Record<string, string>>
  remove(): void
}

/** @param endpoint URL of the local AWS, for `AWS_ENDPOINT_URL` */
export function makeHome(endpoint: string, options: HomeOptions = {}): Home {
  const root = mkdtempSync(join(tmpdir(), 'aws-s3-test-'))
  const user = join(root, 'user')
  const state = join(root, 'wodles', 'aws')
  for (const folder of ['queue/sockets', 'bin', 'wodles/aws', 'user/.aws']) {
    mkdirSync(join(root, folder), { recursive: true })
  }
  const control = join(root, 'bin', 'wazuh-control')
  writeFileSync(control, CONTROL)
  chmodSync(control, 0o755)
  writeFileSync(join(user, '.aws', 'credentials'), options.credentials ?? CREDENTIALS)
  if (options.config !== undefined) writeFileSync(join(user, '.aws', 'config'), options.config)
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: user,
    WAZUH_HOME: root,
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    AWS_ENDPOINT_URL: endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_COLOR: '1',
  }
  const remove = () => rmSync(root, { recursive: true, force: true })
  return { root, socket: join(root, 'queue', 'sockets', 'queue'), state, env, remove }
}
