import { deflateRawSync, gzipSync, inflateRawSync } from 'node:zlib'
import { gunzip } from '../../src/objects/gzip.ts'
import { cloudTrailFile } from '../records.ts'
import type { MicroCase } from './contract.ts'

/** A gzip file of a megabyte of text. */
export function inflateCase(): MicroCase {
  const text = Buffer.from(cloudTrailFile(720))
  const [file, raw] = [gzipSync(text), deflateRawSync(text)]
  return {
    name: 'inflate',
    limit: 'zlib, without a checksum',
    unit: 'MB',
    amount: text.length / 1e6,
    ours: () => void gunzip(file, 2 ** 31),
    native: () => void inflateRawSync(raw, { chunkSize: text.length + 1 }),
  }
}
