import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import type { Tuning } from '../../../src/aws/profile/tuning.ts'
import { keyReader } from '../../../src/aws/s3/listing.ts'
import { clientConfig, requestHandler, type SdkSettings, sdkCall } from '../../../src/aws/transport/sdk.ts'
import type { ListPage, ListRequest, ObjectBody, ObjectSource } from '../../../src/walker/types.ts'

/** S3 through AWS's own client, which ours is compared with. It reads whole objects only. */
export function createSdkObjects(settings: SdkSettings, tuning: Tuning): ObjectSource {
  const custom = settings.custom !== undefined
  const { addressingStyle, useAccelerateEndpoint } = tuning
  const client = new S3Client({
    ...clientConfig(settings),
    requestHandler: requestHandler(settings),
    forcePathStyle: custom ? addressingStyle !== 'virtual' : addressingStyle === 'path',
    useAccelerateEndpoint: useAccelerateEndpoint && !custom,
    followRegionRedirects: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  return {
    list: (request) => list({ settings, client }, request),
    get: (bucket, key) => get({ settings, client }, bucket, key),
    async remove(Bucket, Key) {
      await sdkCall({ settings, client }, 'DeleteObject', new DeleteObjectCommand({ Bucket, Key }))
    },
  }
}

interface S3 {
  readonly settings: SdkSettings
  readonly client: S3Client
}

async function list(s3: S3, request: ListRequest): Promise<ListPage> {
  const { bucket, prefix, delimiter, startAfter, continuationToken } = request
  const answer = await sdkCall(
    s3,
    'ListObjectsV2',
    new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      EncodingType: 'url',
      Delimiter: delimiter,
      StartAfter: startAfter,
      ContinuationToken: continuationToken,
    }),
  )
  const nextToken = answer.NextContinuationToken
  const keyOf = keyReader(answer.EncodingType)
  return {
    objects: (answer.Contents ?? []).map(({ Key = '', Size = 0, LastModified = new Date(0) }) => ({
      key: keyOf(Key),
      size: Size,
      lastModified: LastModified,
    })),
    folders: (answer.CommonPrefixes ?? []).map(({ Prefix = '' }) => keyOf(Prefix)),
    ...(nextToken !== undefined && { nextToken }),
  }
}

async function get(s3: S3, Bucket: string, Key: string): Promise<ObjectBody> {
  const answer = await sdkCall(s3, 'GetObject', new GetObjectCommand({ Bucket, Key }))
  const bytes = Uint8Array.from((await answer.Body?.transformToByteArray()) ?? [])
  return {
    size: bytes.length,
    bytes: async () => bytes,
    async *chunks() {
      yield bytes
    },
  }
}
