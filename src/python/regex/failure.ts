/** Why an expression cannot be used: Python refuses it, it stops in the middle, or JavaScript has no such construct. */
export type RegexReason = 'invalid' | 'endsEarly' | 'unsupported'

/** An expression that cannot be used. */
export class RegexFailure extends RangeError {
  readonly reason: RegexReason
  /** The whole expression, or the construct that is not supported. */
  readonly construct: string

  constructor(reason: RegexReason, construct: string, options?: ErrorOptions) {
    super(`${reason}: ${construct}`, options)
    this.reason = reason
    this.construct = construct
  }
}

/** @throws RegexFailure */
export function fail(reason: RegexReason, construct: string): never {
  throw new RegexFailure(reason, construct)
}
