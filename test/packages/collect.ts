import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { DatagramSink } from '../helpers/datagram-sink.ts'
import type { LocalAws } from '../helpers/local-aws/index.ts'
import { HOME, LAUNCHER } from './manager.ts'
import type { Root } from './root.ts'

const BUCKET = 'trail-bucket'
const FOLDER = 'AWSLogs/123456789012/CloudTrail/us-east-1/2024/01/02'
const GROUP = '/app/web'
const REGION = 'us-east-1'

/** What a source has, and the command line that the scheduler builds for it. */
interface Source {
  /** Puts one event there, of this text. */
  put(id: string): void
  readonly argv: string
}

function sourcesOf(aws: LocalAws): readonly Source[] {
  const endpoint = `--sts_endpoint ${aws.url} --service_endpoint ${aws.url}`
  aws.s3.createBucket('notified')
  aws.sqs.createQueue('notifications')
  aws.sqs.longPolling = false
  return [
    {
      put(id) {
        const name = `123456789012_CloudTrail_us-east-1_20240102T0000Z_${id}.json.gz`
        aws.s3.put(BUCKET, `${FOLDER}/${name}`, gzipSync(JSON.stringify({ Records: [{ eventID: id }] })))
      },
      argv: `--bucket ${BUCKET} --aws_profile dev --aws_account_id 123456789012 --aws_account_alias prod --only_logs_after 2024-JAN-01 --regions ${REGION} --discard-field eventName --discard-regex Never ${endpoint} --type cloudtrail --debug 2 --skip_on_error`,
    },
    {
      put: (id) => aws.logs.putEvents(REGION, GROUP, 'stream', [{ timestamp: Date.now() - 1000, message: id }]),
      argv: `--service cloudwatchlogs --aws_profile dev --only_logs_after 2024-JAN-01 --regions ${REGION} --aws_log_groups ${GROUP} ${endpoint} --debug 2`,
    },
    {
      put(id) {
        aws.s3.put('notified', id, Buffer.from(`${JSON.stringify({ id })}\n`))
        aws.sqs.send(
          'notifications',
          JSON.stringify({ Records: [{ s3: { bucket: { name: 'notified' }, object: { key: id } } }] }),
        )
      },
      argv: `--subscriber buckets --queue notifications --aws_profile dev ${endpoint} --debug 2`,
    },
  ]
}

/** Credentials for the user in the root, who comes without any environment. */
export function writeProfile(root: Root): void {
  mkdirSync(root.path('root/.aws'), { recursive: true })
  writeFileSync(
    root.path('root/.aws/credentials'),
    '[dev]\naws_access_key_id = devkey\naws_secret_access_key = devsecret\n',
  )
  writeFileSync(root.path('root/.aws/config'), `[profile dev]\nregion = ${REGION}\n`)
}

/**
 * Runs each kind of source as the scheduler does, with an empty environment, and once more.
 *
 * @returns texts of the events that reached the manager's queue, and what was printed
 */
export async function collect(root: Root, aws: LocalAws, title: string): Promise<{ events: string[]; output: string }> {
  // Keys must grow: what is older than the last one was seen before.
  const id = `${String(runs++).padStart(3, '0')}-${title}`
  const queue = root.path(`${HOME}/queue/sockets/queue`)
  mkdirSync(dirname(queue), { recursive: true })
  const sink = new DatagramSink(queue)
  let output = ''
  for (const [at, { put, argv }] of sourcesOf(aws).entries()) {
    put(`${id}-${at}`)
    output += await schedule(root, argv)
  }
  await sink.close()
  return { events: sink.texts(), output }
}

let runs = 0

/** The embedded AWS is in this process: it must go on while the program runs. */
async function schedule(root: Root, argv: string): Promise<string> {
  const child = spawn('/usr/sbin/chroot', [root.folder, LAUNCHER, ...argv.split(' ')], { env: {}, cwd: '/' })
  const output = Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = await once(child, 'close')
  const [stdout, stderr] = await output
  return `${stdout}${stderr}exit ${code}\n`
}
