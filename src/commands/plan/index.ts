import { type CommandSpec, JSON_SWITCH } from '../../cli/command-spec.ts'
import { lookOfOutput } from '../../cli/terminal.ts'
import { wholeNumber } from '../../cli/validators.ts'
import { ExitCode } from '../../errors.ts'
import * as log from '../../log.ts'
import { size } from '../../messages/counts.ts'
import * as messages from '../../messages/plan.ts'
import { sourceOfFlags } from '../bucket-sources.ts'
import { commandOf } from '../command-of.ts'
import { lookAtRun } from '../look-at-run.ts'
import { printJson, printTable } from '../output.ts'
import { type Plan, planRun } from './plan.ts'
import { PRICES, priceOf } from './prices.ts'

const SAMPLES = 24

const SPEC = {
  name: 'plan',
  summary: messages.summary(),
  usage: messages.usage(),
  own: {
    json: JSON_SWITCH,
    samples: { long: '--samples', metavar: 'N', help: messages.samplesHelp(SAMPLES), read: wholeNumber(1, 10_000) },
  },
  takesRunFlags: true,
  examples: messages.EXAMPLES,
  exitStatus: '0 fine, 1 an object that was tried could not be read, 2 wrong command line',
} as const satisfies CommandSpec

/** `aws-s3 plan FLAGS`: estimates the cost of a run with these flags. Changes nothing. */
export const { run } = commandOf(SPEC, async (line, context) => {
  const asked = sourceOfFlags(SPEC, line.runArgv, context)
  const plan = await lookAtRun(asked, context, (look) => planRun(look, asked.options, line.own.samples ?? SAMPLES))
  if (line.own.json) printJson(reportOf(plan))
  else await print(plan)
  return plan.sample.failures === 0 ? ExitCode.ok : ExitCode.unknown
})

function reportOf({ requests, ...plan }: Plan) {
  return { ...plan, requests, price: { dollars: priceOf(requests, PRICES), ...PRICES } }
}

async function print(plan: Plan): Promise<void> {
  const look = await lookOfOutput()
  const { objects, bytes, accounts, sample, requests } = plan
  if (accounts.length > 1) {
    const rows = accounts.map((each) => [each.account, String(each.objects), size(each.bytes)])
    printTable({ headings: messages.HEADINGS, rows }, look)
    log.result('')
  }
  if (objects === 0) log.result(messages.nothing())
  const lines: Partial<Record<(typeof messages.NAMES)[number], string>> = {
    ...(objects > 0 && {
      objects: messages.objects(objects, bytes),
      events: messages.events(plan.events, sample, objects),
      time: messages.time(plan.seconds, sample),
    }),
    requests: messages.requests(requests.list, requests.get),
    price: messages.price(priceOf(requests, PRICES), PRICES),
    ...(sample.failure !== undefined && { failed: messages.failed(sample.failures, sample.objects, sample.failure) }),
  }
  for (const [name, text] of Object.entries(lines)) log.result(`${name.padEnd(8)}  ${text}`)
}
