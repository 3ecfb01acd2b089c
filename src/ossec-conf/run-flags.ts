import { wordList } from '../word-list.ts'
import type { SourceKind } from './contract.ts'
import { TAGS } from './tags.ts'

type Values = ReadonlyMap<string, string>

/**
 * Turns the tags of a source into flags, in the order of the manager. @param discardField attribute of `discard_regex`
 */
export function flagsOf(values: Values, discardField: string | undefined): readonly string[] {
  return Object.entries(TAGS).flatMap(([name, { flag, isSwitch }]) => {
    const value = values.get(name) ?? ''
    if (isSwitch) return value === 'yes' ? [flag] : []
    if (value === '') return []
    return name === 'discard_regex' && discardField ? ['--discard-field', discardField, flag, value] : [flag, value]
  })
}

const DECIDING = wordList('name sqs_name path path_suffix aws_organization_id aws_account_id regions aws_log_groups')

/** Joins everything that decides which logs a source reads. */
export function identityOf(kind: SourceKind, type: string, values: Values): string {
  const deciding = DECIDING.map((name) => (values.get(name) ?? '').trim().replace(/\/$/, ''))
  return JSON.stringify([kind, type, ...deciding])
}
