import type { Diagnosis } from '../../aws/diagnosis.ts'
import { AwsFailure } from '../../aws/failure.ts'
import * as messages from '../../messages/doctor.ts'
import type { ServiceOptions } from '../../options.ts'
import type { services } from '../../services/index.ts'
import { type GroupChoice, groupChoice } from '../../services/logs/group-choice.ts'
import { type Check, failed, ok, skipped } from './check.ts'
import { failedCall, triedCall } from './explain.ts'

/** Tries the calls of a run on a service, in each of these regions. */
export async function serviceChecks(
  diagnosis: Diagnosis,
  options: ServiceOptions,
  regions: readonly string[],
): Promise<readonly Check[]> {
  return CHECKS[options.service as keyof typeof services](diagnosis, options, regions)
}

const CHECKS: Readonly<Record<keyof typeof services, typeof serviceChecks>> = {
  cloudwatchlogs: logChecks,
  inspector: findingChecks('inspector2:ListFindings', (diagnosis, region) => diagnosis.hasFinding(region)),
  'inspector-classic': findingChecks('inspector:ListFindings', (diagnosis, region) =>
    diagnosis.hasClassicFinding(region),
  ),
}

function findingChecks(
  permission: string,
  hasFinding: (diagnosis: Diagnosis, region: string) => Promise<boolean>,
): typeof serviceChecks {
  return (diagnosis, _options, regions) =>
    Promise.all(
      regions.map((region) =>
        triedCall('list findings', permission, async () =>
          messages.findings(region, await hasFinding(diagnosis, region)),
        ),
      ),
    )
}

/** Groups that are checked for a pattern, and in all. */
const MAX_GROUPS_PER_PATTERN = 3
const MAX_GROUPS = 20

async function logChecks(
  diagnosis: Diagnosis,
  { logGroups, removeLogStreams }: ServiceOptions,
  regions: readonly string[],
): Promise<readonly Check[]> {
  const choices = logGroups.map(groupChoice)
  const looked = choices.slice(0, MAX_GROUPS)
  const checks: Check[] = []
  for (const choice of looked) checks.push(...(await choiceChecks(diagnosis, choice, regions)))
  if (looked.length < choices.length) {
    checks.push(skipped('log groups', messages.groupsNotLookedAt(choices.length - looked.length)))
  }
  if (removeLogStreams) checks.push(skipped('delete streams', messages.notTried('logs:DeleteLogStream')))
  return checks
}

/** A group may be in any of the regions: it is missing only if it is in none. */
async function choiceChecks(
  diagnosis: Diagnosis,
  choice: GroupChoice,
  regions: readonly string[],
): Promise<readonly Check[]> {
  const here = choice.region === undefined ? regions : [choice.region]
  const looks = await Promise.all(here.map((region) => lookIn(diagnosis, choice, region)))
  const there = looks.filter(({ isMissing }) => !isMissing)
  return (there.length > 0 ? there : looks.slice(0, 1)).flatMap(({ checks }) => checks)
}

interface RegionLook {
  readonly checks: readonly Check[]
  readonly isMissing: boolean
}

async function lookIn(diagnosis: Diagnosis, choice: GroupChoice, region: string): Promise<RegionLook> {
  if (!choice.isPrefix) return groupLook(diagnosis, region, choice.accountId === undefined ? choice.text : choice.typed)
  try {
    const groups = await diagnosis.logGroups(region, choice.text)
    if (groups.length === 0) {
      const text = messages.noGroupStarts(choice.text, region)
      return { checks: [failed('list groups', text, messages.noGroupAdvice())], isMissing: true }
    }
    const looks = await Promise.all(
      groups.slice(0, MAX_GROUPS_PER_PATTERN).map((group) => groupLook(diagnosis, region, group)),
    )
    const listed = ok('list groups', messages.groupsStart(choice.text, groups.length, region))
    return { checks: [listed, ...looks.flatMap(({ checks }) => checks)], isMissing: false }
  } catch (cause) {
    return { checks: [failedCall('list groups', cause, 'logs:DescribeLogGroups')], isMissing: false }
  }
}

async function groupLook(diagnosis: Diagnosis, region: string, group: string): Promise<RegionLook> {
  let stream: string | undefined
  try {
    stream = await diagnosis.newestStream(region, group)
  } catch (cause) {
    const isMissing = cause instanceof AwsFailure && cause.kind === 'not-found'
    return { checks: [failedCall('list streams', cause, 'logs:DescribeLogStreams')], isMissing }
  }
  const listed = ok('list streams', messages.group(group, region))
  if (stream === undefined)
    return { checks: [listed, skipped('read events', messages.noStream(group))], isMissing: false }
  const read = await triedCall('read events', 'logs:GetLogEvents', async () =>
    messages.newestEvent(stream, await diagnosis.newestEvent(region, group, stream)),
  )
  return { checks: [listed, read], isMissing: false }
}
