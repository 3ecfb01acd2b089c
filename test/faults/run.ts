// Starts the real program against the embedded AWS while something fails, and counts what is lost and what arrives twice:
// `npm run test:faults`, in about two minutes. `-- --long` takes all faults, `-- --only TEXT` those whose names hold it.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { DISKS } from './disks.ts'
import { FAILING_AWS } from './failing-aws.ts'
import { KILLS } from './kills.ts'
import type { Plan } from './plan.ts'
import { READERS } from './readers.ts'
import { SIGNALS } from './signals.ts'
import { Table } from './table.ts'

const { long, only, markdown } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    markdown: { type: 'string' },
  },
}).values
const plans: readonly Plan[] = [...KILLS, ...SIGNALS, ...READERS, ...DISKS, ...FAILING_AWS]
const chosen = plans.filter(({ isShort, group, fault }) => (long || isShort) && `${group} ${fault}`.includes(only))
if (chosen.length === 0) throw new Error(`no fault is called ${only}`)

/** Half of a fault is waiting. */
const AT_ONCE = 3
const table = new Table()
const queue = chosen.filter(({ isIdle }) => !isIdle).values()
await Promise.all([
  ...chosen.filter(({ isIdle }) => isIdle).map((plan) => table.add(plan)),
  ...Array.from({ length: AT_ONCE }, async () => {
    for (const plan of queue) await table.add(plan)
  }),
])
console.log(table.text())
if (markdown !== undefined) writeFileSync(markdown, table.markdown())
process.exitCode = table.failures === 0 ? 0 : 1
