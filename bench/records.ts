/** CloudTrail records much like those of a busy bucket, as AWS writes them: compact JSON. */
export function cloudTrailFile(records: number, start = records): string {
  let seed = start
  const random = () => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff
    return seed / 0x7fffffff
  }
  return JSON.stringify({ Records: Array.from({ length: records }, (_, at) => record(random, at)) })
}

function record(random: () => number, at: number): unknown {
  const id = Math.floor(random() * 1e9).toString(16)
  const bucket = 'data-bucket.s3.us-east-1.amazonaws.com'
  return {
    eventVersion: '1.08',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROA${id}:session`,
      arn: `arn:aws:sts::123456789012:assumed-role/app/${id}`,
      accountId: '123456789012',
      accessKeyId: `ASIA${id}`,
      sessionContext: {
        sessionIssuer: { type: 'Role', principalId: `AROA${id}`, accountId: '123456789012', userName: 'app' },
        webIdFederationData: {},
        attributes: { creationDate: '2024-01-02T01:00:00Z', mfaAuthenticated: 'false' },
      },
    },
    eventTime: '2024-01-02T01:12:11Z',
    eventSource: 's3.amazonaws.com',
    eventName: ['GetObject', 'PutObject', 'ListObjects', 'HeadObject'][at % 4],
    awsRegion: 'us-east-1',
    sourceIPAddress: `10.${at % 250}.3.${at % 199}`,
    userAgent: '[aws-sdk-java/2.20.43 Linux/5.10 OpenJDK_64-Bit_Server_VM/17.0.6 exec-env/AWS_ECS_FARGATE io/async]',
    requestParameters: {
      bucketName: 'data-bucket',
      Host: bucket,
      key: `path/to/${id}/object-${at}.json`,
      'x-amz-server-side-encryption': at % 3 ? null : 'AES256',
    },
    responseElements: at % 2 ? null : { 'x-amz-request-id': id },
    additionalEventData: {
      SignatureVersion: 'SigV4',
      CipherSuite: 'TLS_AES_128_GCM_SHA256',
      bytesTransferredIn: at,
      AuthenticationMethod: 'AuthHeader',
      'x-amz-id-2': `${id}+abc/def=`,
      bytesTransferredOut: at * 100,
    },
    requestID: id,
    eventID: `${id}-1111-2222-3333-${id}`,
    readOnly: at % 2 === 0,
    resources: [
      { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::data-bucket/path/${id}` },
      { accountId: '123456789012', type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::data-bucket' },
    ],
    eventType: 'AwsApiCall',
    managementEvent: false,
    recipientAccountId: '123456789012',
    eventCategory: 'Data',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: bucket,
    },
  }
}
