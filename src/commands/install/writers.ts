import { realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const GROUP_AND_OTHERS_WRITE = 0o022
/** In such a folder, users cannot replace each other's files. */
const STICKY = 0o1000

/**
 * The manager runs the program as root: anyone who can change it, or a folder above it, could become root.
 *
 * @returns the first path that users other than root can change, from the program upwards
 */
export function changeableByOthers(program: string): string | undefined {
  for (let path = realpathSync(program); ; path = dirname(path)) {
    const { uid, mode } = statSync(path)
    const open = (mode & GROUP_AND_OTHERS_WRITE) !== 0 && (mode & STICKY) === 0
    if (uid !== 0 || open) return path
    if (path === '/') return undefined
  }
}
