import { createHash } from 'node:crypto'
import { parse } from 'node:path'
import type { Source } from '../../ossec-conf/contract.ts'

const FLAG = '--summary='

/**
 * The flags of a run for each source. Each source gets its own file of `--summary FILE`: `aws-s3.prom` becomes
 * `aws-s3-bucket-my-trail-cloudtrail.prom`.
 */
export function flagsOfSources(sources: readonly Source[], flags: readonly string[]): readonly (readonly string[])[] {
  const names = sources.map(fileNamePart)
  return sources.map((source, at) => {
    const name = names[at] as string
    const isShared = names.filter((other) => other === name).length > 1
    const own = isShared ? `${name}-${hash(source.identity)}` : name
    return flags.map((flag) => (flag.startsWith(FLAG) ? FLAG + withSuffix(flag.slice(FLAG.length), own) : flag))
  })
}

function fileNamePart({ kind, name, type }: Source): string {
  return [kind, name, type]
    .filter((part) => part !== '')
    .join('-')
    .replace(/[^A-Za-z0-9.-]+/g, '_')
    .slice(0, 150)
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8)

function withSuffix(file: string, suffix: string): string {
  const { dir, name, ext } = parse(file)
  return `${dir}${dir === '' || dir.endsWith('/') ? '' : '/'}${name}-${suffix}${ext}`
}
