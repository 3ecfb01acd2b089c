import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { checkSocket } from '../../emit/check-socket.ts'
import { RunError } from '../../errors.ts'
import { managerVersion, queueSocket } from '../../home.ts'
import * as messages from '../../messages/doctor.ts'
import { withReadOnlyDatabase } from '../../state/look.ts'
import { databasePath, stateFolder } from '../../state/open-database.ts'
import type { CommandContext } from '../contract.ts'
import { type Check, failed, ok, skipped } from './check.ts'

type Machine = Pick<CommandContext, 'home' | 'signal'>

export async function machineChecks(machine: Machine): Promise<readonly Check[]> {
  const { home } = machine
  const found = homeCheck(home)
  if (found.status === 'failed') return [userCheck(), found]
  return [userCheck(), found, await versionCheck(machine), await socketCheck(home), ...(await stateChecks(machine))]
}

function userCheck(): Check {
  const uid = process.geteuid?.() ?? 0
  if (uid === 0) return ok('user', messages.root())
  return skipped('user', messages.notRoot(userName(uid)), messages.notRootAdvice())
}

function userName(uid: number): string {
  try {
    return userInfo().username
  } catch {
    return String(uid) // The user of a container may have no name.
  }
}

function homeCheck(home: string): Check {
  if (statSync(home, { throwIfNoEntry: false })?.isDirectory()) return ok('home', home)
  return failed('home', messages.noHome(home), messages.noHomeAdvice())
}

async function versionCheck({ home, signal }: Machine): Promise<Check> {
  const version = await managerVersion(home, signal)
  return version === undefined ? skipped('version', messages.noVersion(home)) : ok('version', version)
}

async function socketCheck(home: string): Promise<Check> {
  const path = queueSocket(home)
  const trouble = await checkSocket(path)
  if (trouble === undefined) return ok('socket', messages.socketRead(path))
  return failed('socket', messages.checkSocket(path, trouble.reason), messages.socketAdvice(trouble.code))
}

const DATABASES = ['s3_cloudtrail', 'aws_services', 'aws_s3'] as const

async function stateChecks(machine: Machine): Promise<readonly Check[]> {
  const folder = stateFolder(machine.home)
  if (!isUsable(folder)) return [failed('state', messages.cannotWrite(folder), messages.stateAdvice(folder))]
  const names = DATABASES.filter((name) => existsSync(databasePath(machine.home, name)))
  const checks = await Promise.all(names.map((name) => databaseCheck(machine, name)))
  const failures = checks.filter((check) => check !== undefined)
  if (failures.length > 0) return failures
  return [ok('state', names.length === 0 ? messages.noState(folder) : messages.stateFound(folder, names))]
}

function isUsable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** @returns undefined if it is fine */
async function databaseCheck(machine: Machine, name: (typeof DATABASES)[number]): Promise<Check | undefined> {
  const path = databasePath(machine.home, name)
  if (!isUsable(path)) return failed('state', messages.cannotWrite(path), messages.stateAdvice(path))
  try {
    await withReadOnlyDatabase({ ...machine, name }, (database) => database.hasTable('metadata'))
    return undefined
  } catch (cause) {
    if (!(cause instanceof RunError)) throw cause
    return failed('state', cause.message, messages.damagedAdvice())
  }
}
