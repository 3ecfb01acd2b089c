import type { Connection } from '../aws/index.ts'
import type { BucketAccess } from '../walker/types.ts'

/** @returns access whose requests end with the signal; the removal of an object does not, since its events are sent */
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
