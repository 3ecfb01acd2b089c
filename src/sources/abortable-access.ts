import type { Connection } from '../aws/index.ts'
import type { BucketAccess } from '../walker/types.ts'

/** A connection whose requests end with the signal; not so the removal of objects, which follows what was sent. */
export function abortableAccess({ objects, tuning, ...services }: Connection, signal: AbortSignal): BucketAccess {
  return {
    objects: {
      list: (request) => objects.list(request, signal),
      get: (bucket, key, size) => objects.get(bucket, key, size, signal),
      remove: (bucket, key) => objects.remove(bucket, key),
    },
    tuning,
    identity: () => services.identity(signal),
    flowLogs: (region) => services.flowLogs(region, signal),
  }
}
