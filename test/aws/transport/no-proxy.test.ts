import { expect, test } from 'vitest'
import { bypassesProxy } from '../../../src/aws/transport/no-proxy.ts'

test.each([
  ['', 's3.amazonaws.com', false],
  ['*', 's3.amazonaws.com', true],
  ['amazonaws.com', 's3.amazonaws.com', true],
  ['.amazonaws.com', 's3.amazonaws.com', true],
  ['*.amazonaws.com', 's3.amazonaws.com', true],
  ['aws.com', 's3.amazonaws.com', false],
  ['S3.AMAZONAWS.COM', 's3.amazonaws.com', true],
  ['other.com, s3.amazonaws.com', 's3.amazonaws.com', true],
  ['s3.amazonaws.com:443', 's3.amazonaws.com', true],
  ['s3.amazonaws.com:8443', 's3.amazonaws.com', false],
  ['169.254.169.254', '169.254.169.254', true],
  ['10.0.0.0/8', '10.1.2.3', true],
  ['10.0.0.0/8', '11.1.2.3', false],
  ['10.0.0.0/8', 'ten.example.com', false],
  ['10.0.0.0/33', '10.1.2.3', false],
  ['fd00::/8', 'fd00::1', true],
  ['::1', '::1', true],
  ['[::1]:443', '::1', true],
  ['0.1', '127.0.0.1', false],
])('NO_PROXY=%j exempts %s: %j', (list, host, exempt) => expect(bypassesProxy(list, host, '443')).toBe(exempt))
