import { readSettings } from '../../aws/settings.ts'
import { parseRunFlags } from '../../cli/command-line.ts'
import { type CommandSpec, JSON_SWITCH } from '../../cli/command-spec.ts'
import { commaList } from '../../cli/validators.ts'
import { ExitCode } from '../../errors.ts'
import * as messages from '../../messages/policy.ts'
import { checkSource } from '../check-source.ts'
import { commandOf } from '../command-of.ts'
import { printJson, printText } from '../output.ts'
import { leastPolicy } from './least-policy.ts'

const SPEC = {
  name: 'policy',
  summary: messages.summary(),
  usage: messages.usage(),
  own: {
    json: { ...JSON_SWITCH, help: messages.jsonHelp() },
    buckets: {
      long: '--buckets',
      metavar: 'NAMES',
      help: messages.bucketsHelp(),
      read: listOf(/^[a-z0-9.*-]{1,63}$/, messages.notABucket),
    },
    kmsKeys: {
      long: '--kms-keys',
      metavar: 'ARNS',
      help: messages.kmsKeysHelp(),
      read: listOf(/^arn:[\w-]+:kms:[\w*-]+:[\d*]+:key\/[\w*-]+$/, messages.notAKey),
    },
    principal: { long: '--principal', metavar: 'ARN', help: messages.principalHelp(), read: readPrincipal },
  },
  takesRunFlags: true,
  examples: messages.EXAMPLES,
} as const satisfies CommandSpec

/** `aws-s3 policy FLAGS`: shows the least IAM policy for a run with these flags. Calls nothing. */
export const { run } = commandOf(SPEC, async (line, { env }) => {
  const options = parseRunFlags(SPEC, line.runArgv, env)
  checkSource(SPEC, options)
  const { json, ...given } = line.own
  // A profile that cannot be used does not matter here.
  const { region } = await readSettings(options.aws, env).catch(() => ({ region: undefined }))
  const { permissions, role } = leastPolicy(options, { ...given, region })
  const result = role === undefined ? permissions : { caller: role.caller, role: permissions, trust: role.trust }
  if (json) printJson(result)
  else printText(JSON.stringify(result, undefined, 2))
  return ExitCode.ok
})

/** Reads a list whose elements all match. @param mistake says what is wrong with one that does not */
function listOf(pattern: RegExp, mistake: (element: string) => string): (text: string) => readonly string[] {
  return (text) => {
    const elements = commaList(text)
    const bad = elements.find((element) => !pattern.test(element))
    if (bad !== undefined) throw new Error(mistake(bad))
    return elements
  }
}

function readPrincipal(text: string): string {
  if (!/^arn:[\w-]+:(iam|sts)::\d{12}:[\w+=,.@/-]+$/.test(text)) throw new Error(messages.notAPrincipal(text))
  return text
}
