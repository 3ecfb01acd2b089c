import { type NamePattern, namePattern } from './streams.ts'

/** A log group as requested: by its name, by a prefix of names, or by its ARN. */
export interface GroupChoice extends NamePattern {
  /** As typed, without the `:*` at the end of an ARN. */
  readonly typed: string
  /** Region of the ARN. Default: any region. */
  readonly region?: string | undefined
  /** Account of the ARN. Default: the caller's. */
  readonly accountId?: string | undefined
}

/**
 * The console shows the ARN of a group with `:*` at its end, the API also without it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
 */
const ARN = /^(arn:[\w-]+:logs:([a-z0-9-]*):(\d{12})?:log-group:([^:*]+))(:\*)?$/

/** @returns true if a text that starts like an ARN is the ARN of a log group */
export function isGroupArn(text: string): boolean {
  return ARN.test(text)
}

export function groupChoice(text: string): GroupChoice {
  const [, arn, region, accountId, name] = ARN.exec(text) ?? []
  if (arn === undefined || name === undefined) return { typed: text, ...namePattern(text) }
  return { typed: arn, text: name, isPrefix: false, region: region || undefined, accountId }
}

/** The identifier of a group in calls and in the state: its name, or its ARN if it belongs to another account. */
export function groupId({ typed, text, accountId }: GroupChoice, ownAccount: string | undefined): string {
  return accountId === undefined || accountId === ownAccount ? text : typed
}

/** @returns true if a group of a region, as the state names it, is one of those chosen; an empty list chooses all */
export function isChosen(group: string, region: string, choices: readonly GroupChoice[]): boolean {
  if (choices.length === 0) return true
  return choices.some((choice) => {
    if (choice.region !== undefined && choice.region !== region) return false
    return choice.isPrefix ? group.startsWith(choice.text) : group === choice.text || group === choice.typed
  })
}
