import type { Choice } from '../../cli/state-command.ts'
import { canAsk, confirm, lookOfOutput } from '../../cli/terminal.ts'
import { abortable } from '../../concurrency/abortable.ts'
import { ExitCode, RunError } from '../../errors.ts'
import { missingHomes } from '../../home.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/state-command.ts'
import { withReadOnlyDatabase } from '../../state/look.ts'
import { databasePath, openDatabase } from '../../state/open-database.ts'
import { acquireRunLock } from '../../state/run-lock.ts'
import type { CommandContext } from '../contract.ts'
import { type ChosenState, chooseState, type FoundState, type StatePart } from './choose.ts'
import { printStored } from './tables.ts'

/**
 * `aws-s3 state forget`: forgets the chosen rows, once the user has confirmed. It holds no lock while the question is
 * open.
 *
 * @param yes true to skip the question
 * @throws RunError 1 if the state has no such part, 2, 5, 6, 12
 */
export async function forgetState(
  { choice, yes }: { readonly choice: Choice; readonly yes: boolean },
  run: CommandContext,
): Promise<void> {
  const chosen = chooseState(choice)
  if (!yes && !canAsk()) throw new RunError(ExitCode.usage, messages.confirmationNeeded())
  const found = await withReadOnlyDatabase({ ...run, name: chosen.database }, async (db) => {
    const state = await chosen.find(db)
    return { ...state, meant: state.rows === 0 ? await chosen.nearest(db) : undefined }
  })
  if (found === undefined) {
    throw new RunError(
      ExitCode.databaseUnusable,
      messages.noDatabase(databasePath(run.home, chosen.database), missingHomes(run.home)),
    )
  }
  if (found.rows === 0) {
    throw new RunError(ExitCode.unknown, messages.nothingStored(chosen.name, found.meant))
  }
  if (!yes && !(await isConfirmed(chosen, found, run))) return log.result(messages.nothingForgotten())
  // Users who wait here see why.
  log.setDebugLevel(1)
  let rows = 0
  for (const part of found.parts) rows += await forgetPart(chosen, part, run)
  log.result(messages.forgotten(rows, chosen.name))
}

async function isConfirmed(
  { name }: ChosenState,
  { table, rows }: FoundState,
  { signal }: CommandContext,
): Promise<boolean> {
  printStored(table, await lookOfOutput())
  return abortable(confirm(messages.question(rows, name)), signal)
}

/** A run in progress would still skip the objects that it has read from the state, and add rows. */
async function forgetPart(
  { database }: ChosenState,
  { lock, forget }: StatePart,
  run: CommandContext,
): Promise<number> {
  const { home, signal } = run
  const held = await acquireRunLock({ home, signal, ...lock })
  try {
    const db = await openDatabase({ home, name: database, version: undefined, signal })
    try {
      return await forget(db, run)
    } finally {
      db.close()
    }
  } finally {
    held.release()
  }
}
