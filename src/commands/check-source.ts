import { bucketTypes } from '../buckets/index.ts'
import { usageErrorOf } from '../cli/command-line.ts'
import type { CommandSpec } from '../cli/command-spec.ts'
import { suggestion } from '../cli/suggestion.ts'
import * as cli from '../messages/cli.ts'
import * as texts from '../messages/commands.ts'
import type { Options, SourceOptions } from '../options.ts'
import { services } from '../services/index.ts'
import { subscribers } from '../subscribers/index.ts'

/** Checks that the type of bucket, service or subscriber exists, and has all its required flags. @throws UsageError */
export function checkSource(spec: CommandSpec, options: Options): void {
  const { flag, name, known } = askedType(options.source)
  if (!known.includes(name)) {
    throw usageErrorOf(spec, cli.argument(flag, cli.invalidChoice(name, known)), suggestion(name, known))
  }
  const missing = missingFlags(options)
  if (missing.length > 0) throw usageErrorOf(spec, texts.required(missing))
}

/** The flag that names the type of a source, its value, and its known values. */
export function askedType(source: SourceOptions): { flag: string; name: string; known: readonly string[] } {
  if (source.kind === 'bucket') return { flag: '-t/--type', name: source.type, known: Object.keys(bucketTypes) }
  if (source.kind === 'service') {
    return { flag: '-sr/--service', name: source.service, known: Object.keys(services) }
  }
  return { flag: '-sb/--subscriber', name: source.subscriber, known: Object.keys(subscribers) }
}

/** The lists without which a service reads nothing. */
const LISTS: Readonly<Partial<Record<keyof typeof services, { name: 'logGroups'; flag: string }>>> = {
  cloudwatchlogs: { name: 'logGroups', flag: '--aws_log_groups' },
}

function missingFlags({ source, aws }: Options): readonly string[] {
  if (source.kind === 'bucket') return []
  if (source.kind === 'service') {
    const list = LISTS[source.service as keyof typeof services]
    return list === undefined || source[list.name].length > 0 ? [] : [list.flag]
  }
  const { required } = subscribers[source.subscriber as keyof typeof subscribers]
  const given = { ...aws, queue: source.queue }
  return required.filter(({ name }) => given[name] === undefined).map(({ flag }) => `--${flag}`)
}
