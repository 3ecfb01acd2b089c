// npm run fuzz [-- --long] [--seed N] [--only TEXT]: reads mutated samples by all readers, or by those whose names hold
// the text; ends with 1 if one of them shows a defect.
// The readers are shared out among as many processes as there are cores.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { fuzz } from './fuzz.ts'
import type { Target } from './target.ts'
import { targets } from './targets.ts'

const { values } = parseArgs({
  options: {
    long: { type: 'boolean' },
    inputs: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string', default: '' },
    /** Set in the processes: of the readers, every n-th from this one on. */
    from: { type: 'string' },
  },
})
const inputs = values.long ? 1_000_000 : Number(values.inputs ?? 5000)
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const all = targets().filter(({ name }) => name.includes(values.only))
const processes = Math.min(availableParallelism(), all.length)
process.exitCode = values.from === undefined ? await share() : await run(Number(values.from))

async function share(): Promise<number> {
  console.log(`${inputs} inputs for ${all.length} readers, --seed ${seed}`)
  const codes = await Promise.all(
    Array.from({ length: processes }, async (_, from) => {
      const argv = [
        import.meta.filename,
        `--inputs=${inputs}`,
        `--seed=${seed}`,
        `--only=${values.only}`,
        `--from=${from}`,
      ]
      const [code] = (await once(spawn(process.execPath, argv, { stdio: 'inherit' }), 'close')) as [number | null]
      return code
    }),
  )
  const failed = codes.filter((code) => code !== 0)
  console.log(failed.length === 0 ? 'no defect' : 'defects, see above')
  return failed.length === 0 ? 0 : 1
}

async function run(from: number): Promise<number> {
  let defects = 0
  for (let at = from; at < all.length; at += processes) {
    const target = all[at] as Target
    const [finding] = await fuzz([target], inputs / all.length, seed + at)
    console.log(finding ? `FAIL ${target.name}: ${finding.reason}` : `ok ${target.name}`)
    if (finding === undefined) continue
    defects++
    console.log(`  input, base64: ${finding.input.toString('base64')}`)
  }
  return defects === 0 ? 0 : 1
}
