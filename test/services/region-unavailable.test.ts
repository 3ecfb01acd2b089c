import { expect, test } from 'vitest'
import { AwsFailure, type FailureKind } from '../../src/aws/failure.ts'
import { ExitCode, RunError } from '../../src/errors.ts'
import { isRegionUnavailable } from '../../src/services/region-unavailable.ts'

test.each<[FailureKind, string, boolean]>([
  ['denied', 'AccessDeniedException', true],
  ['denied', 'UnrecognizedClientException', true],
  ['credentials', 'InvalidSignatureException', true],
  ['unreachable', 'ENOTFOUND', true],
  ['unreachable', 'EAI_AGAIN', false],
  ['unreachable', 'ECONNREFUSED', false],
  ['throttled', 'ThrottlingException', false],
  ['other', '500', false],
])('%s (%s): the region is closed: %s', (kind, code, isClosed) => {
  const cause = new AwsFailure(kind, code, 'DescribeLogStreams', '')
  expect(isRegionUnavailable(cause, true)).toBe(isClosed)
  expect(isRegionUnavailable(new RunError(ExitCode.throttled, 'text', { cause }), true)).toBe(isClosed)
})

test('an unknown host says nothing as long as no region has answered', () => {
  const cause = new AwsFailure('unreachable', 'ENOTFOUND', 'DescribeLogStreams', '')
  expect(isRegionUnavailable(cause, false)).toBe(false)
})

test('no failure of AWS closes no region', () => {
  expect(isRegionUnavailable(new Error('denied'), true)).toBe(false)
})
