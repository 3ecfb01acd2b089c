import { describe, expect, test } from 'vitest'
import type { Found, Launcher } from '../../../src/commands/install/look.ts'
import { type Plan, planInstall, planUninstall } from '../../../src/commands/install/plan.ts'

const PROGRAM = '/opt/aws-s3/bin/aws-s3'
const OWN = { kind: 'own' } as const
const NOTHING = { kind: 'nothing' } as const
const STUB = { kind: 'stub', program: PROGRAM } as const
const OLD_STUB = { kind: 'stub', program: '/srv/aws-s3/bin/aws-s3' } as const
const LINK = { kind: 'link', program: PROGRAM } as const

const found = (launcher: Launcher, kept: Found['kept'], managed = true): Found => ({
  launcher,
  kept,
  managed,
  diverted: false,
  hasChecksum: kept === 'sound' || kept === 'changed',
})

describe('install', () => {
  test.each<[string, Launcher, Found['kept'], Plan]>([
    ["keeps the manager's launcher and puts the stub in its place", OWN, 'nothing', ['keep', 'sum', 'stub']],
    ['keeps the launcher of an upgrade in place of the older one', OWN, 'sound', ['keep', 'sum', 'stub']],
    ['goes on where it was killed', OWN, 'unchecked', ['keep', 'sum', 'stub']],
    ['does nothing the second time', STUB, 'sound', []],
    ['writes the stub anew when the program lies elsewhere', OLD_STUB, 'sound', ['stub']],
    ['puts a stub in the place of a link', LINK, 'unchecked', ['sum', 'stub']],
    ['puts a stub where the package manager has diverted the launcher', NOTHING, 'unchecked', ['sum', 'stub']],
    ['does nothing to a stub without a kept launcher', STUB, 'nothing', []],
    ['refuses where the kept launcher was changed', STUB, 'changed', 'changed'],
    ['refuses where there is no launcher', NOTHING, 'nothing', 'nothing'],
  ])('%s', (_, launcher, kept, plan) => {
    expect(planInstall(found(launcher, kept), PROGRAM, false)).toEqual(plan)
  })

  test('takes the checksum of a changed launcher anew when it is trusted', () => {
    expect(planInstall(found(STUB, 'changed'), PROGRAM, true)).toEqual(['own', 'sum'])
  })
})

describe('uninstall', () => {
  test.each<[string, Launcher, Found['kept'], Plan]>([
    ['restores the kept launcher', STUB, 'sound', ['restore', 'unsum']],
    ['restores it in the place of a link, and of nothing', LINK, 'unchecked', ['restore']],
    ['restores it where nothing is', NOTHING, 'sound', ['restore', 'unsum']],
    ['leaves the launcher of an upgrade, and removes the older one', OWN, 'sound', ['drop', 'unsum']],
    ['does nothing the second time', OWN, 'nothing', []],
    ['refuses where the kept launcher was changed', STUB, 'changed', 'changed'],
    ['refuses where there is none to restore', STUB, 'nothing', 'lost'],
    ['refuses where there is nothing', NOTHING, 'nothing', 'nothing'],
  ])('%s', (_, launcher, kept, plan) => {
    expect(planUninstall(found(launcher, kept), false)).toEqual(plan)
  })

  test('restores a changed launcher when it is trusted', () => {
    expect(planUninstall(found(STUB, 'changed'), true)).toEqual(['own', 'restore', 'unsum'])
  })

  test('removes the stub of a manager that is gone', () => {
    expect(planUninstall(found(STUB, 'nothing', false), false)).toEqual(['unstub'])
  })

  test('leaves to the package of the system what dpkg diverts, unless it is that package', () => {
    const diverted = { ...found(STUB, 'sound'), diverted: true }
    expect(planUninstall(diverted, false)).toBe('diverted')
    expect(planUninstall(diverted, true)).toEqual(['restore', 'unsum'])
  })

  test('removes a checksum that a killed run has left', () => {
    expect(planUninstall({ ...found(OWN, 'nothing'), hasChecksum: true }, false)).toEqual(['unsum'])
  })
})
