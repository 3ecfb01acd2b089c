import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Every file and folder below a folder, with time, mode, owner and content, to show that something changes nothing. */
export function filesBelow(folder: string): Readonly<Record<string, string>> {
  const names = ['', ...(readdirSync(folder, { recursive: true }) as string[])].toSorted()
  return Object.fromEntries(names.map((name) => [name, describe(join(folder, name))]))
}

function describe(path: string): string {
  const { mtimeNs, ctimeNs, mode, uid, gid, size } = lstatSync(path, { bigint: true })
  const isFile = lstatSync(path).isFile()
  const hash = isFile ? createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16) : ''
  return `${mode.toString(8)} ${uid}:${gid} ${size} ${mtimeNs} ${ctimeNs} ${hash}`
}
