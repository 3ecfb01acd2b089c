import type { AwsFailure } from '../../aws/failure.ts'
import { ExitCode, RunError } from '../../errors.ts'
import type { Line } from '../../log.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/service.ts'
import type { FailureSink, RegionContext } from '../contract.ts'
import { requestError } from './failures.ts'
import type { GroupChoice } from './group-choice.ts'

/**
 * Tracks which of the chosen groups were found, over all regions of a run: a group in one of them is found; a group in
 * none of them is a failure, which does not prevent reading the others.
 */
export class Sightings {
  readonly #choices: readonly GroupChoice[]
  readonly #found = new Set<GroupChoice>()
  /** The failure of a group that could not be listed. */
  readonly #missing = new Map<GroupChoice, AwsFailure>()
  readonly #told = new Set<GroupChoice>()
  readonly #regions = new Set<string>()
  /** Patterns that were listed in at least one region. */
  readonly #listed = new Set<GroupChoice>()

  constructor(choices: readonly GroupChoice[]) {
    this.#choices = choices
  }

  /** Starts a region. @returns the groups that may be in it */
  in(region: string): readonly GroupChoice[] {
    this.#regions.add(region)
    return this.#choices.filter((choice) => choice.region === undefined || choice.region === region)
  }

  found(choices: readonly GroupChoice[]): void {
    for (const choice of choices) this.#found.add(choice)
  }

  /** Records how many groups of a region match a pattern. */
  listed(choice: GroupChoice, count: number): void {
    this.#listed.add(choice)
    if (count > 0) this.#found.add(choice)
    else log.debug(1, messages.noGroups(choice.typed))
  }

  /** Records that a region lacks a group. If no other region can have it, it is reported at once. */
  missing(group: string, choices: readonly GroupChoice[], failure: AwsFailure, context: RegionContext): void {
    const { region, isLast, failures } = context
    const named = choices.filter(({ isPrefix }) => !isPrefix)
    for (const choice of named) if (!this.#missing.has(choice)) this.#missing.set(choice, failure)
    const [lost] = named.filter((choice) => !this.#found.has(choice))
    if (isLast && lost) this.#tell(lost, failures)
    else log.debug(1, messages.groupSkipped(group, region))
  }

  /** Reports groups that were in no region, unless they were reported before. */
  end(failures: FailureSink): void {
    for (const choice of this.#choices) {
      if (this.#found.has(choice)) continue
      if (this.#missing.has(choice) || this.#isElsewhere(choice)) this.#tell(choice, failures)
      else if (this.#listed.has(choice)) log.warning(messages.noGroups(choice.typed))
    }
  }

  /** @returns true if an ARN names a region that is not read */
  #isElsewhere({ region }: GroupChoice): boolean {
    return region !== undefined && !this.#regions.has(region)
  }

  #tell(choice: GroupChoice, failures: FailureSink): void {
    if (this.#told.has(choice)) return
    this.#told.add(choice)
    const failure = this.#missing.get(choice)
    const line: Line = { level: 'error', text: messages.groupNowhere(choice.typed) }
    if (failure) failures.add(requestError(failure, ...(this.#choices.length > 1 ? [line] : [])))
    else failures.add(new RunError(ExitCode.throttled, [line]))
  }
}
