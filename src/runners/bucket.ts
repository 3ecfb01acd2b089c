import { connect } from '../aws/index.ts'
import { isKnownRegion } from '../aws/regions.ts'
import { isForeign } from '../buckets/claims.ts'
import { findBucketType } from '../buckets/index.ts'
import type { BucketType, WalkContext } from '../buckets/types.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/bucket.ts'
import type { BucketOptions, Options } from '../options.ts'
import { DecodePool } from '../pipeline/decode-pool.ts'
import { type Reader, readAhead } from '../pipeline/read-ahead.ts'
import { openBucketState } from '../state/bucket-state.ts'
import type { Database } from '../state/database.ts'
import { openDatabase } from '../state/open-database.ts'
import { acquireRunLock } from '../state/run-lock.ts'
import { bucketPathOf } from '../state/tables.ts'
import { checkBucket } from '../walker/check-bucket.ts'
import { walkBucket } from '../walker/walk-bucket.ts'
import { deliver, eventContext, maintain, say } from './deliver.ts'
import { countPassedOver, type Run } from './run.ts'

/**
 * `--bucket`: sends the events of a bucket's new objects. The path of an event, top to bottom: which objects there
 * are (walkBucket), fetched, expanded, parsed, discarded or shaped, serialised (readAhead), then sent, removed if
 * asked, remembered (deliver).
 */
export async function runBucket(run: Run, options: BucketOptions): Promise<void> {
  const { env, stop } = run
  const { bucket } = options
  const declared = declaredType(options)
  const connection = await connect(run.options.aws, env)
  connection.logProfile()
  const { objects, tuning } = connection
  const pool = new DecodePool(new URL('./worker.mjs', import.meta.url))
  // Asked while the database is opened; its answer is wanted after that.
  const checked = checkBucket(objects, options, declared)
  checked.catch(() => {})
  const database = await openDatabase({ home: run.home, name: 's3_cloudtrail', version: await run.version, stop })
  try {
    await stop.race(checked)
    const context: WalkContext = {
      options,
      bucket,
      connection,
      state: await openState(run, declared, options, database),
      isForeign: (key) => isForeign(key, declared.keys),
      onPassedOver: (key) => countPassedOver(run, key),
    }
    const type = declared.resolve ? await stop.race(declared.resolve(context)) : declared
    const steps = readAhead(walkBucket(type, context), { source: objects, pool, ...tuning, ...jobs(run.options) })
    for await (const read of stop.each(steps)) {
      const { step, events, fatal } = read
      const { lines, walk, entry, end } = step
      say(lines)
      if (fatal) throw fatal
      if (walk && entry && events) await deliver(run, objects, events, walk, entry)
      if (walk && end) await maintain(walk)
    }
  } finally {
    pool.close()
    database.close()
    connection.close()
  }
}

function declaredType({ type: name, regions }: BucketOptions): BucketType {
  const type = findBucketType(name)
  if (!type) throw new RunError(ExitCode.invalidType, messages.invalidType())
  const unknown = regions.find((region) => !isKnownRegion(region))
  if (unknown === undefined) return type
  throw new RunError(ExitCode.invalidRegion, [{ level: 1, text: messages.invalidRegion(unknown) }])
}

async function openState({ home, stop }: Run, { name, table }: BucketType, options: BucketOptions, database: Database) {
  const bucketPath = bucketPathOf(table, options.bucket, options)
  await acquireRunLock({ home, bucketPath, type: name, stop })
  return openBucketState(database, { table, bucketPath })
}

function jobs({ output, limits }: Options): Pick<Reader, 'maxObjectBytes' | 'job'> {
  const { maxObjectBytes } = limits
  const { discard, debugLevel } = output
  return {
    maxObjectBytes,
    job(walk, key, bytes) {
      const { type, bucket, options } = walk
      const writer = { object: eventContext(walk, key, output), discard, debugLevel }
      return { type: type.name, bucket, key, bytes, trailPrefix: options.trailPrefix, maxObjectBytes, writer }
    },
  }
}
