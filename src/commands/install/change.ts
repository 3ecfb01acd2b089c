import { ExitCode } from '../../errors.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/install.ts'
import type { CommandContext } from '../contract.ts'
import { type Found, lookAt } from './look.ts'
import { findPlaces, type Place } from './place.ts'
import type { Plan } from './plan.ts'
import { carryOut } from './steps.ts'
import { ownProgram } from './stub.ts'

/** The flags that `install` and `uninstall` share. */
export const SHARED_FLAGS = {
  home: { long: '--home', metavar: 'DIR', help: messages.homeHelp(), read: String },
  dryRun: { long: '--dry-run', help: messages.dryRunHelp() },
  trust: { long: '--trust', help: messages.trustHelp() },
} as const

export interface Change {
  readonly home: string | undefined
  readonly dryRun: boolean
  readonly plan: (found: Found) => Plan
  /** @returns the line about a home that needs no change */
  readonly unchanged: (home: string) => string
  /** Called for each home that was not refused. */
  readonly after?: (place: Place) => void
}

/** Changes each home as planned, or reports why not. @returns 1 if there is no home, or if one of them was refused */
export function changeHomes(change: Change, context: CommandContext): ExitCode {
  const { tried, places } = findPlaces(change.home, context)
  if (places.length === 0) return failed(messages.noHome(tried))
  const codes = places.map((place) => changeHome(place, change, programOf(context)))
  return codes.find((code) => code !== ExitCode.ok) ?? ExitCode.ok
}

/** The launcher that stubs run. */
export const programOf = ({ env }: Pick<CommandContext, 'env'>): string =>
  ownProgram(env.AWS_S3_LAUNCHER, import.meta.dirname)

function changeHome(place: Place, { plan: planFor, dryRun, unchanged, after }: Change, program: string): ExitCode {
  try {
    const plan = planFor(lookAt(place))
    if (typeof plan === 'string') return failed(messages.refusals[plan](place.launcher, place.kept))
    if (plan.length === 0) log.result(unchanged(place.home))
    for (const step of plan) {
      if (!dryRun) carryOut(step, place, program)
      log.result(messages.steps[step](!dryRun, place, program))
    }
    after?.(place)
    return ExitCode.ok
  } catch (cause) {
    return failed(messages.cannotChange(place.home, (cause as Error).message))
  }
}

function failed(text: string): ExitCode {
  log.error(text)
  return ExitCode.unknown
}
