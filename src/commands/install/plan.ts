import type { Found } from './look.ts'

/**
 * One atomic change of a home:
 * - `keep` the manager's launcher under its second name, in place of an older one, and `sum` its checksum up;
 * - `own`: give the kept launcher the owner, group and mode of the stub;
 * - put our `stub` in the place of the launcher;
 * - `restore` the manager's launcher, which takes the stub's place;
 * - `drop` the kept launcher, `unsum` its checksum, `unstub` a home that has no manager any more.
 */
export type Step = 'keep' | 'sum' | 'own' | 'stub' | 'restore' | 'drop' | 'unsum' | 'unstub'

/**
 * The reason of a refusal: the launcher is missing, the kept one was changed, none can be restored, or dpkg manages it.
 */
export type Refusal = 'nothing' | 'changed' | 'lost' | 'diverted'

export type Plan = readonly Step[] | Refusal

/**
 * Plans the steps until this program runs in a home. After each step a run works, and the manager's newest launcher is
 * there.
 *
 * @param program launcher for the stub to run
 * @param trust   accept the kept launcher as it is, whatever its checksum
 */
export function planInstall({ launcher, kept }: Found, program: string, trust: boolean): Plan {
  // It is the newest one: an upgrade of the manager has replaced our stub by it.
  if (launcher.kind === 'own') return ['keep', 'sum', 'stub']
  if (launcher.kind === 'nothing' && kept === 'nothing') return 'nothing'
  if (kept === 'changed' && !trust) return 'changed'
  const steps: Step[] = [...renewed({ launcher, kept })]
  if (kept === 'unchecked' || kept === 'changed') steps.push('sum')
  if (launcher.kind !== 'stub' || launcher.program !== program) steps.push('stub')
  return steps
}

/** Plans the steps until the manager's own launcher runs again. */
export function planUninstall({ launcher, kept, hasChecksum, managed, diverted }: Found, trust: boolean): Plan {
  // dpkg would continue to write new launchers under the second name, where nothing reads them.
  if (diverted && !trust) return 'diverted'
  const unsum: readonly Step[] = hasChecksum ? ['unsum'] : []
  if (launcher.kind === 'own') return kept === 'nothing' ? unsum : ['drop', ...unsum]
  if (kept === 'changed' && !trust) return 'changed'
  if (kept !== 'nothing') return [...renewed({ launcher, kept }), 'restore', ...unsum]
  if (launcher.kind === 'nothing') return 'nothing'
  return managed ? 'lost' : ['unstub', ...unsum]
}

/**
 * If a package manager has written a new launcher under the second name, the scripts of its package only know the first
 * name: they have set the owner and mode of the stub.
 */
function renewed({ launcher, kept }: Pick<Found, 'launcher' | 'kept'>): readonly Step[] {
  return kept === 'changed' && launcher.kind === 'stub' ? ['own'] : []
}
