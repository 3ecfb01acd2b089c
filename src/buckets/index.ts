import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/bucket.ts'
import type { WholeReading } from '../pipeline/contract.ts'
import { alb } from './alb.ts'
import { ciscoUmbrella } from './cisco-umbrella.ts'
import { clb } from './clb.ts'
import { cloudfront } from './cloudfront.ts'
import { cloudtrail } from './cloudtrail.ts'
import { config } from './config.ts'
import type { BucketType } from './contract.ts'
import { custom } from './custom.ts'
import { guardduty } from './guardduty.ts'
import { nlb } from './nlb.ts'
import { parquetReading } from './parquet.ts'
import { serverAccess } from './server-access.ts'
import { vpcflow } from './vpcflow.ts'
import { waf } from './waf.ts'

/** The log types: `--type` and its error derive from the keys. A new type is one file and one row. */
export const bucketTypes = {
  cloudtrail,
  config,
  vpcflow,
  guardduty,
  custom,
  waf,
  alb,
  clb,
  nlb,
  server_access: serverAccess,
  cisco_umbrella: ciscoUmbrella,
  cloudfront,
} as const satisfies Record<string, BucketType>

const rows: Readonly<Record<string, BucketType>> = bucketTypes

export function findBucketType(name: string): BucketType | undefined {
  return Object.hasOwn(rows, name) ? rows[name] : undefined
}

/** @returns the type of that name @throws RunError 12 */
export function bucketTypeOf(name: string): BucketType {
  const type = findBucketType(name)
  if (type === undefined) throw new RunError(ExitCode.invalidType, messages.invalidType())
  return type
}

export function readingOf(type: BucketType): WholeReading {
  return { kind: 'whole', formatOf: () => type, pieces: ({ key }) => parquetReading(type, key), text: type.text }
}
