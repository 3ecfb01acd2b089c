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
  const { flag, name, known } = asked(options.source)
  if (!Object.hasOwn(known, name)) {
    const text = cli.argument(flag, cli.invalidChoice(name, Object.keys(known)))
    throw usageErrorOf(spec, text, suggestion(name, Object.keys(known)))
  }
  const missing = missingFlags(options)
  if (missing.length > 0) throw usageErrorOf(spec, texts.required(missing))
}

function asked(source: SourceOptions): { flag: string; name: string; known: object } {
  if (source.kind === 'bucket') return { flag: '-t/--type', name: source.type, known: bucketTypes }
  if (source.kind === 'service') return { flag: '-sr/--service', name: source.service, known: services }
  return { flag: '-sb/--subscriber', name: source.subscriber, known: subscribers }
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
