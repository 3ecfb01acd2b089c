// The demo: starts the embedded local AWS, puts the sample logs of a type into a bucket, and runs the program on them
// as a user would, with the events on the terminal: `npm run demo -- TYPE`. Default: cloudtrail.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readSample, sampleTypes } from '../test/helpers/fixtures.ts'
import { makeHome } from '../test/helpers/home.ts'
import { startLocalAws } from '../test/helpers/local-aws/index.ts'
import { LAUNCHER } from '../test/helpers/run-cli.ts'

const BUCKET = 'sample-logs'
const type = process.argv[2] ?? 'cloudtrail'
if (!sampleTypes().includes(type)) {
  console.error(`No sample logs of type '${type}'. There are: ${sampleTypes().join(', ')}`)
  process.exitCode = 2
} else {
  process.exitCode = await demo(type)
}

async function demo(type: string): Promise<number> {
  const sample = readSample(type)
  const aws = await startLocalAws()
  const home = makeHome(aws.url, { config: '[default]\nregion = us-east-1\n' })
  try {
    for (const { key, bytes } of sample.objects) aws.s3.put(BUCKET, key, bytes)
    // As slow as an AWS far away: the live line is seen.
    if (process.stderr.isTTY) aws.faults.add({ operation: 'GetObject', latencyMs: 800 })
    const argv = ['--bucket', BUCKET, '--type', type, '--only_logs_after', '2024-JAN-01', ...sample.argv]
    console.error(`A bucket with ${sample.objects.length} objects at ${aws.url}. Running:`)
    console.error(`  aws-s3 ${argv.join(' ')} --emit stdout\n`)
    const { NO_COLOR: _, ...env } = home.env
    const colour = process.env.NO_COLOR === undefined ? {} : { NO_COLOR: process.env.NO_COLOR }
    const child = spawn(LAUNCHER, [...argv, '--emit', 'stdout'], {
      env: { ...env, ...colour, TERM: process.env.TERM ?? '' },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const [code] = await once(child, 'close')
    return code ?? 1
  } finally {
    await aws.stop()
    home.remove()
  }
}
