import { parseRunFlags, usageErrorOf } from '../cli/command-line.ts'
import type { CommandSpec } from '../cli/command-spec.ts'
import { parseArguments } from '../cli/program.ts'
import { RunError } from '../errors.ts'
import * as messages from '../messages/audit.ts'
import type { AwsOptions, BucketOptions, Options } from '../options.ts'
import { loadConfs, runningSources } from '../ossec-conf/load.ts'
import { checkSource } from './check-source.ts'
import type { CommandContext } from './contract.ts'

export interface AskedSource {
  readonly aws: AwsOptions
  readonly source: BucketOptions
  readonly options: Options
  readonly line?: number | undefined
}

/** The bucket of the flags of a run. @throws UsageError */
export function sourceOfFlags(spec: CommandSpec, argv: readonly string[], { env }: CommandContext): AskedSource {
  const options = parseRunFlags(spec, argv, env)
  checkSource(spec, options)
  const asked = bucketOf(options)
  if (asked === undefined) throw usageErrorOf(spec, messages.bucketsOnly())
  return asked
}

/**
 * The buckets of a configuration file that the manager would run.
 *
 * @param argv flags for every source
 * @throws RunError 2 if the file cannot be read
 */
export async function sourcesOfConf(
  file: string,
  argv: readonly string[],
  context: CommandContext,
): Promise<readonly AskedSource[]> {
  const confs = await loadConfs([file], context)
  const buckets = confs.flatMap(runningSources).filter(({ kind }) => kind === 'bucket')
  return buckets.flatMap((source) => {
    const request = parsed([...source.argv, ...argv], context, `${file}:${source.line}`)
    const asked = request.kind === 'run' ? bucketOf(request.options) : undefined
    return asked === undefined ? [] : { ...asked, line: source.line }
  })
}

/** Errors name the line of the file. */
function parsed(argv: readonly string[], { env }: CommandContext, place: string) {
  try {
    return parseArguments(argv, env)
  } catch (cause) {
    if (!(cause instanceof RunError)) throw cause
    throw new RunError(cause.exitCode, messages.badSource(place, cause.message), { cause })
  }
}

function bucketOf(options: Options): AskedSource | undefined {
  const { aws, source } = options
  return source.kind === 'bucket' ? { aws, source, options } : undefined
}

/** The same source, without `--reparse`. */
export function continuing({ source, ...rest }: AskedSource): AskedSource {
  return { ...rest, source: { ...source, reparse: false } }
}
