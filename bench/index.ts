// The bench: parts of the program beside native code, and whole runs before a small cloud and a reader.
//
//   npm run bench -- [--micro] [--macro] [--only SHAPE] [--runs N] [--yardstick] [--quick] [--scale SHARE] [--write] [--folder PATH]
//
// --micro, --macro: one half; default both. --yardstick: pairs with plain sequential Python collectors (needs boto3).
// --quick: a tenth of the work, one run, under a minute on an idle machine. --write: puts tables, machine and date into
// performance.md of docs (or of --folder), and a chart beside it; its figures count only if the machine is idle otherwise.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { macro } from './macro/index.ts'
import { micro } from './micro/index.ts'
import { chartOf } from './output/chart.ts'
import { provenance, withTables } from './output/page.ts'
import { markdownOf, type Table } from './output/table.ts'

const CHART = 'performance.svg'

const { values } = parseArgs({
  options: {
    micro: { type: 'boolean', default: false },
    macro: { type: 'boolean', default: false },
    only: { type: 'string' },
    runs: { type: 'string' },
    yardstick: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    scale: { type: 'string' },
    write: { type: 'boolean', default: false },
    folder: { type: 'string', default: join(import.meta.dirname, '..', 'docs') },
  },
})
if (values.write && values.only !== undefined) throw new Error('--write needs all shapes: leave --only out')
const isWhole = values.micro === values.macro
const runs = Number(values.runs ?? (values.quick ? 1 : 5))
const scale = Number(values.scale ?? (values.quick ? 0.1 : 1))
const only = values.only === undefined ? {} : { only: values.only }

const tables: Table[] = []
if (isWhole || values.micro) tables.push(await micro({ rounds: runs, turnMs: Math.max(1, 200 * scale) }))
if (isWhole || values.macro)
  tables.push(...(await macro({ runs, scale, isPaired: values.yardstick, isQuick: values.quick, ...only })))
process.stderr.write('\n')
for (const table of tables) console.log(`${table.name}\n\n${markdownOf(table)}\n`)
if (values.write) write(values.folder)

function write(folder: string): void {
  const page = join(folder, 'performance.md')
  writeFileSync(page, withTables(readFileSync(page, 'utf8'), tables, provenance(), CHART))
  writeFileSync(join(folder, CHART), chartOf(tables, provenance()))
}
