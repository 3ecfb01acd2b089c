import { beforeEach, expect, test } from 'vitest'
import type { Fault } from '../../helpers/local-aws/faults.ts'
import { CALLS } from '../calls.ts'
import { connectAs, sharedAws } from '../connect.ts'

const aws = await sharedAws()
beforeEach(() => {
  aws.s3.put('trail-bucket', 'k', 'body')
  aws.logs.putEvents('us-east-1', 'app', 's', [{ timestamp: 1, message: 'm' }])
  aws.sqs.createQueue('notes')
})

const config = '[default]\nregion = us-east-1\nmax_attempts = 2\n'
const PAGES = [
  ['web-page', /but with a web page \(200\)/],
  ['redirect', /but with a redirection to http:\/\/portal\.example\/login/],
  ['untyped-page', /but with no (XML|JSON): a body without a type, "<!DOCTYPE html>/],
] as const satisfies readonly (readonly [Fault, RegExp])[]
/** What is in an object, or follows its removal, may be of any kind, or nothing. */
const WITHOUT_FORM = ['GetObject', 'DeleteObject']
const CASES = Object.keys(CALLS).flatMap((name) =>
  PAGES.filter(([fault]) => fault !== 'untyped-page' || !WITHOUT_FORM.includes(name)).map(
    ([fault, text]) => [name, fault, text] as const,
  ),
)

test.each(CASES)(
  '%s, answered by a captive portal (%s), fails, names the host, and says what answered',
  async (name, fault, text) => {
    const connection = await connectAs(aws.url, { config })
    aws.faults.add({ fault })
    const failure = await CALLS[name]?.(connection, new AbortController().signal).catch((cause: unknown) => cause)
    expect(failure).toMatchObject({ name: 'AwsFailure', kind: 'unreachable', code: 'ERR_NOT_AWS', isGeneral: true })
    expect((failure as Error).message).toMatch(text)
    expect((failure as Error).message).toContain(`The endpoint "${aws.url}" was not answered by AWS`)
    // The old client of Classic has classes of errors of its own.
    expect(aws.requests.all).toHaveLength(name.endsWith('classic') ? 1 : 2)
  },
)

test.each(Object.keys(CALLS).filter((name) => !name.endsWith('classic')))(
  '%s is tried again, and gets over one answer of a captive portal',
  async (name) => {
    const connection = await connectAs(aws.url, { config })
    aws.faults.add({ fault: 'web-page', times: 1 })
    await CALLS[name]?.(connection, new AbortController().signal)
    expect(aws.requests.all.length).toBeGreaterThan(1)
  },
)
