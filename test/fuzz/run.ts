// npm run fuzz [-- --long] [--seed N]: reads mutated samples by all types; ends with 1 if one of them shows a defect.
import { parseArgs } from 'node:util'
import { fuzz } from './fuzz.ts'
import { targets } from './targets.ts'

const { values } = parseArgs({
  options: { long: { type: 'boolean' }, inputs: { type: 'string' }, seed: { type: 'string' } },
})
const inputs = values.long ? 1_000_000 : Number(values.inputs ?? 5000)
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
console.log(`${inputs} inputs for ${targets().length} readers, --seed ${seed}`)
const findings = await fuzz(targets(), inputs, seed)
for (const { target, input, reason } of findings) {
  console.log(`\n${target}: ${reason}\n  input, base64: ${input.toString('base64')}`)
}
console.log(findings.length === 0 ? 'no defect' : `${findings.length} defects`)
process.exitCode = findings.length === 0 ? 0 : 1
