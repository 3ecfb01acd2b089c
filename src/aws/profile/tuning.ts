import type { Section } from './config-files.ts'
import { BadValue, groupValue, parseCount, parsed, parseFlag, parseRate, parseSize, requireInteger } from './values.ts'

type AddressingStyle = 'auto' | 'path' | 'virtual'

/**
 * Limits for fetching objects.
 *
 * @see https://docs.aws.amazon.com/cli/latest/topic/s3-config.html
 */
export interface Tuning {
  /** Maximum of concurrent GETs. Default: 64. */
  readonly maxConcurrentRequests: number
  /** Concurrent GETs at the start: fewer than the maximum unless the profile sets the number. */
  readonly firstConcurrentRequests: number
  /** Number of objects, fetched or decoded, that may wait for the sender. Default: 1,000. */
  readonly maxQueueSize: number
  /** Size in bytes above which objects are fetched in ranges. Default: 8 MiB. */
  readonly multipartThreshold: number
  /** Bytes of a range. Default: 8 MiB. */
  readonly multipartChunksize: number
  /** Bytes a second of all downloads together. Default: 0, without limit. */
  readonly maxBandwidth: number
  /** Default: false. Custom endpoints have no acceleration. */
  readonly useAccelerateEndpoint: boolean
  readonly addressingStyle: AddressingStyle
}

const MIB = 1024 ** 2
const COUNTS = ['max_concurrent_requests', 'max_queue_size']
const STYLES: readonly AddressingStyle[] = ['auto', 'path', 'virtual']

export const defaultTuning: Tuning = {
  maxConcurrentRequests: 64,
  firstConcurrentRequests: 10,
  maxQueueSize: 1000,
  multipartThreshold: 8 * MIB,
  multipartChunksize: 8 * MIB,
  maxBandwidth: 0,
  useAccelerateEndpoint: false,
  addressingStyle: 'auto',
}

/** @throws BadValue */
export function readTuning(section: Section, profile: string): Tuning {
  const read = <T>(key: string, parse: (text: string) => T | undefined, byDefault: T): T =>
    parsed(`s3.${key}`, groupValue(section, profile, 's3', key), parse, byDefault)
  for (const key of COUNTS) requireInteger(`s3.${key}`, groupValue(section, profile, 's3', key))
  checkSignatureVersion(section.signature_version ?? groupValue(section, profile, 's3', 'signature_version'))
  const byDefault = defaultTuning
  const asked = read<number | undefined>('max_concurrent_requests', parseCount, undefined)
  return {
    maxConcurrentRequests: asked ?? byDefault.maxConcurrentRequests,
    firstConcurrentRequests: asked ?? byDefault.firstConcurrentRequests,
    maxQueueSize: read('max_queue_size', parseCount, byDefault.maxQueueSize),
    multipartThreshold: read('multipart_threshold', parseSize, byDefault.multipartThreshold),
    multipartChunksize: read('multipart_chunksize', positiveSize, byDefault.multipartChunksize),
    maxBandwidth: read('max_bandwidth', parseRate, byDefault.maxBandwidth),
    useAccelerateEndpoint: read('use_accelerate_endpoint', parseFlag, byDefault.useAccelerateEndpoint),
    addressingStyle: read('addressing_style', (text) => STYLES.find((s) => s === text), byDefault.addressingStyle),
  }
}

function positiveSize(text: string): number | undefined {
  return parseSize(text) || undefined
}

function checkSignatureVersion(version: string | undefined): void {
  if (version === undefined || version === 's3v4' || version === 'v4') return
  throw new BadValue('signature_version', `'${version}' is not supported, only s3v4`, { isExtension: true })
}
