import { describe, expect, test } from 'vitest'
import { findService, services } from '../../src/services/index.ts'

describe('the registry of services', () => {
  test.each(Object.entries(services))('%s is under its own name', (name, service) => {
    expect(service.name).toBe(name)
    expect(findService(name)).toBe(service)
  })

  test.each(['toString', 'cloudwatch', ''])('knows no %j', (name) => {
    expect(findService(name)).toBeUndefined()
  })

  test.each([
    ['cloudwatchlogs', 'us-gov-west-1', undefined],
    ['cloudwatchlogs', 'cn-north-1', undefined],
    ['cloudwatchlogs', 'xx-east-1', "+++ ERROR: Invalid region 'xx-east-1'"],
    ['inspector', 'us-east-1', undefined],
    ['inspector', 'us-gov-west-1', undefined],
    ['inspector', 'me-south-1', "+++ ERROR: Unsupported region 'me-south-1'"],
    ['inspector-classic', 'me-south-1', "+++ ERROR: Unsupported region 'me-south-1'"],
  ])('%s in %s', (name, region, refusal) => {
    expect(findService(name)?.regionError(region)).toBe(refusal)
  })

  test.each(Object.values(services))('reads regions that it does not refuse: $name', (service) => {
    const regions = service.regions()
    expect(regions).toContain('us-east-1')
    expect(regions.filter((region) => service.regionError(region) !== undefined)).toEqual([])
  })
})
