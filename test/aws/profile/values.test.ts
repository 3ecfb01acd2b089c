import { describe, expect, test } from 'vitest'
import { parseCount, parseFlag, parseRate, parseSize } from '../../../src/aws/profile/values.ts'

describe('sizes as the AWS CLI reads them', () => {
  test.each([
    ['8388608', 8_388_608],
    ['64MB', 64 * 1024 ** 2],
    ['16MiB', 16 * 1024 ** 2],
    ['1gb', 1024 ** 3],
    [' 10 KB ', 10_240],
    ['7B', 7],
    ['0', 0],
    ['64 megabytes', undefined],
    ['1.5MB', undefined],
    ['-1', undefined],
    ['', undefined],
  ])('%j is %j bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes))

  test.each([
    ['50MB/s', 50 * 1024 ** 2],
    ['400KB/s', 400 * 1024],
    ['400Kb/s', 50 * 1024],
    ['8b/s', 1],
    ['1048576', 1_048_576],
    ['50MB', undefined],
    ['fast', undefined],
  ])('%j is %j bytes a second', (text, rate) => expect(parseRate(text)).toBe(rate))

  test.each([
    ['10', 10],
    ['0', undefined],
    ['ten', undefined],
    ['1e3', undefined],
  ])('%j is the count %j', (text, count) => expect(parseCount(text)).toBe(count))

  test.each([
    ['true', true],
    ['False', false],
    ['yes', undefined],
  ])('%j is the flag %j', (text, flag) => expect(parseFlag(text)).toBe(flag))
})
