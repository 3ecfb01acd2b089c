import { partition } from '@aws-sdk/core/client'
import { wordList } from '../word-list.ts'

/** A group of regions with its own names, credentials and hosts. */
export interface Partition {
  /** `aws`, `aws-us-gov`, `aws-cn`, `aws-iso`, …: also the second part of ARNs. */
  readonly name: string
  /** End of its host names: `amazonaws.com`. */
  readonly dnsSuffix: string
  readonly dualStackDnsSuffix: string
}

/** @returns the partition of a region; for an unknown region by the form of its name, otherwise `aws` */
export const partitionOf: (region: string) => Partition = partition

/** @returns true if the SDK's partition data lists the region; new regions come with a new SDK */
export function isKnownRegion(region: string): boolean {
  return 'description' in partition(region) && !region.endsWith('-global')
}

const PARTS = ['us', 'eu', 'ap', 'sa', 'ca', 'me', 'af', 'il', 'mx']
const SIDES = ['north', 'northeast', 'east', 'southeast', 'south', 'southwest', 'west', 'northwest', 'central']

/** @returns all regions of the commercial partition, sorted; the SDK knows a region but lists none, so all names are tried */
export function commercialRegions(): readonly string[] {
  const names = PARTS.flatMap((part) =>
    SIDES.flatMap((side) => [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `${part}-${side}-${n}`)),
  )
  return names.filter(isKnownRegion).sort()
}

/**
 * Regions with Amazon Inspector, sorted. The contract reads Inspector v2 in the regions of Inspector Classic only.
 *
 * @see https://docs.aws.amazon.com/inspector/v1/userguide/inspector_supported_os_regions.html
 */
export const inspectorRegions: readonly string[] = wordList(`
  ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-2 eu-central-1 eu-north-1 eu-west-1 eu-west-2 us-east-1
  us-east-2 us-west-1 us-west-2`)

/** @returns true for one of {@link inspectorRegions}, and for a known region of another partition */
export function hasInspector(region: string): boolean {
  return inspectorRegions.includes(region) || (isKnownRegion(region) && partitionOf(region).name !== 'aws')
}
