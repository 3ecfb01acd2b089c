import { expect, test } from 'vitest'
import { commercialRegions, hasInspector, inspectorRegions, isKnownRegion, partitionOf } from '../../src/aws/regions.ts'

test.each([
  ['us-east-1', true],
  ['eu-west-1', true],
  ['us-gov-west-1', true],
  ['cn-northwest-1', true],
  ['us-iso-east-1', true],
  ['us-east-9', false],
  ['xx-east-1', false],
  ['aws-global', false],
  ['', false],
])('%s is known: %j', (region, known) => expect(isKnownRegion(region)).toBe(known))

test.each([
  ['eu-west-1', 'aws', 'amazonaws.com'],
  ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
  ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
  ['us-iso-east-1', 'aws-iso', 'c2s.ic.gov'],
  ['ap-south-9', 'aws', 'amazonaws.com'],
])('%s is of the partition %s', (region, name, dnsSuffix) => {
  expect(partitionOf(region)).toMatchObject({ name, dnsSuffix })
})

test('the commercial regions are sorted, known and of one partition', () => {
  const regions = commercialRegions()
  expect(regions).toEqual([...new Set(regions)].sort())
  expect(regions).toEqual(expect.arrayContaining(['af-south-1', 'il-central-1', 'mx-central-1', 'us-west-2']))
  expect(regions.every((region) => isKnownRegion(region) && partitionOf(region).name === 'aws')).toBe(true)
})

test('Inspector is asked in its own regions and those of GovCloud and China', () => {
  expect(inspectorRegions.every(isKnownRegion)).toBe(true)
  expect(['us-east-1', 'us-gov-west-1'].every(hasInspector)).toBe(true)
  expect(['me-south-1', 'us-east-9', 'xx-gov-1'].some(hasInspector)).toBe(false)
})
