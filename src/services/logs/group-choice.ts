import { type NamePattern, namePattern } from './streams.ts'

/** A log group as asked for: by its name, by the start of names, or by its ARN. */
export interface GroupChoice extends NamePattern {
  /** As typed, without the `:*` at the end of an ARN. */
  readonly typed: string
  /** Where an ARN says that the group is; none: in any region. */
  readonly region?: string
  /** Whose an ARN says that the group is; none: the caller's. */
  readonly accountId?: string
}

/**
 * The console shows the ARN of a group with `:*` at its end, the API also without.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
 */
const ARN = /^(arn:[\w-]+:logs:([a-z0-9-]*):(\d{12})?:log-group:([^:*]+))(:\*)?$/

/** Whether a text that starts as an ARN does is that of a log group. */
export function isGroupArn(text: string): boolean {
  return ARN.test(text)
}

export function groupChoice(text: string): GroupChoice {
  const [, arn, region, accountId, name] = ARN.exec(text) ?? []
  if (arn === undefined || name === undefined) return { typed: text, ...namePattern(text) }
  return { typed: arn, text: name, isPrefix: false, ...(region && { region }), ...(accountId && { accountId }) }
}

/** How a group is named in calls and in the state: by its name, or by the ARN where it belongs to another account. */
export function groupId({ typed, text, accountId }: GroupChoice, ownAccount: string | undefined): string {
  return accountId === undefined || accountId === ownAccount ? text : typed
}

/** Whether a group of a region, as the state names it, is one of those chosen; no choice means every group. */
export function isChosen(group: string, region: string, choices: readonly GroupChoice[]): boolean {
  if (choices.length === 0) return true
  return choices.some((choice) => {
    if (choice.region !== undefined && choice.region !== region) return false
    return choice.isPrefix ? group.startsWith(choice.text) : group === choice.text || group === choice.typed
  })
}
