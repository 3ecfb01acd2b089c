export interface Statement {
  /** Its purpose, in letters and digits. */
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition?: Condition | undefined
}

/** Operator, then condition key, then values of which one must match. */
export type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>

/**
 * The permissions of a user or a role.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export interface PolicyDocument {
  readonly Version: '2012-10-17'
  readonly Statement: readonly Statement[]
}

export interface TrustDocument {
  readonly Version: '2012-10-17'
  readonly Statement: readonly {
    readonly Effect: 'Allow'
    readonly Principal: { readonly AWS: string }
    readonly Action: 'sts:AssumeRole'
    readonly Condition?: Condition | undefined
  }[]
}

export function policyDocument(statements: readonly Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements }
}

/** @param actions `s3:GetObject` */
export function allow(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  condition?: Condition,
): Statement {
  return { Sid: sid, Effect: 'Allow', Action: actions, Resource: resources, Condition: condition }
}

/** Escapes a text for IAM: `*`, `?` and `$` have a meaning in resources and conditions. */
export function literal(text: string): string {
  return text.replace(/[*?$]/g, (character) => `\${${character}}`)
}
