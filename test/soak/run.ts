// One long run of the real program: 100,000 objects of several days, 5 million events. Its memory must not grow:
// `npm run test:soak`, in five to twenty minutes. `-- --objects N` takes fewer.
import { parseArgs } from 'node:util'
import { startCloud } from '../../bench/macro/measure.ts'
import { startReader } from '../../bench/reader.ts'
import { makeHome } from '../helpers/home.ts'
import { spawnCli } from '../helpers/run-cli.ts'
import { MemorySamples } from './memory.ts'

const { values } = parseArgs({ options: { objects: { type: 'string', default: '100000' } } })
const [ACCOUNTS, REGIONS, DAYS, EVENTS] = [5, 4, 5, 50]
const OBJECTS = Math.ceil(Number(values.objects) / (ACCOUNTS * REGIONS))
const TOTAL = ACCOUNTS * REGIONS * OBJECTS * EVENTS
/** The last quarter may take so much more than the second one. */
const MAX_GROWTH = 1.1
const HOURS_MS = 3_600_000

const cloud = await startCloud({
  latencyMs: 0,
  cloud: {
    kind: 'bucket',
    accounts: ACCOUNTS,
    regions: REGIONS,
    objects: OBJECTS,
    days: DAYS,
    events: EVENTS,
    isNew: true,
  },
})
const home = makeHome(cloud.url, { config: '[default]\nregion = us-east-1\n' })
const reader = await startReader(home.socket)
try {
  const argv = ['--bucket', 'logs', '--only_logs_after', '2024-JAN-01']
  const run = spawnCli(home, argv, { timeoutMs: 2 * HOURS_MS })
  const memory = new MemorySamples(run.process.pid)
  const { exit, stdout, stderr } = await run.result
  const quarters = memory.end()
  if (exit !== 0) throw new Error([`exit ${exit}`, ...stdout, ...stderr].join('\n'))
  const { events } = await reader.end()
  if (events !== TOTAL) throw new Error(`${events} of ${TOTAL} events arrived`)
  console.log(`${ACCOUNTS * REGIONS * OBJECTS} objects, ${TOTAL} events, ${memory.seconds} s\n`)
  console.log('| quarter | median RSS |\n| --- | ---: |')
  for (const [n, kilobytes] of quarters.entries()) console.log(`| ${n + 1} | ${Math.round(kilobytes / 1024)} MB |`)
  const growth = (quarters[3] ?? Number.NaN) / (quarters[1] ?? Number.NaN)
  console.log(`\nthe last quarter takes ${growth.toFixed(2)} times the second one`)
  process.exitCode = growth <= MAX_GROWTH ? 0 : 1
} finally {
  reader.stop()
  cloud.stop()
  home.remove()
}
