import { decode } from '../../src/pipeline/decode.ts'
import { findReading } from '../../src/sources/find-reading.ts'
import { type DecodedEvent, decodeAsManager } from './manager-decoder.ts'

/** The events of an object, as the manager decodes them. */
export function eventsOf(type: string, key: string, content: string | Uint8Array, trailPrefix = ''): DecodedEvent[] {
  const job = {
    type,
    bucket: 'logs',
    key,
    trailPrefix,
    bytes: Uint8Array.from(Buffer.from(content)),
    maxObjectBytes: 1e9,
    writer: { object: { bucket: 'logs', logFile: key }, debugLevel: 0 },
  } as const
  const { batch, failure } = decode(job, findReading(job))
  if (!batch || failure) throw new Error(`${key}: ${failure?.cause}`)
  const { bytes, ends } = batch
  return Array.from(ends, (end, n) => decodeAsManager(Buffer.from(bytes.subarray(ends[n - 1] ?? 0, end)).toString()))
}

const records = (...Records: object[]) => JSON.stringify({ Records })
const items = (...configurationItems: object[]) => JSON.stringify({ configurationItems })
/** As EventBridge wraps what a service tells. */
const delivered = (source: string, ...details: object[]) =>
  details.map((detail) => JSON.stringify({ source: `aws.${source}`, detail })).join('\n')

function findingOf(severity: number, ...ports: number[]) {
  const portProbeDetails = ports.map((port) => ({
    localPortDetails: { port, portName: 'Unknown' },
    remoteIpDetails: { ipAddressV4: '198.51.100.7', country: { countryName: 'Nowhere' } },
  }))
  const action = { actionType: 'PORT_PROBE', portProbeAction: { portProbeDetails, blocked: false } }
  return { id: 'f1', title: 'A port is probed.', severity, service: { serviceName: 'guardduty', action } }
}

function itemOf(configurationItemStatus: string, configuration?: object) {
  const owner = { awsAccountId: '123456789012', awsRegion: 'eu-west-1' }
  const resource = { resourceType: 'AWS::EC2::Instance', resourceId: 'i-0abc1234def567890' }
  return { ...owner, ...resource, configurationItemStatus, ...(configuration && { configuration }) }
}

/** A request to S3, as its server access log has it. */
function requestOf(requester: string, operation: string, status: number, error: string): string {
  const [, method] = operation.split('.')
  return `0wner logs [02/Jan/2024:00:00:38 +0000] 192.0.2.3 ${requester} 3E57427F3ABCDEF1 ${operation} k "${method} /k HTTP/1.1" ${status} ${error} 113 - 7 - "-" "S3Console/0.4" - h0st= SigV4 AES AuthHeader logs.s3.amazonaws.com TLSv1.2 - -\n`
}

/** A request to a load balancer that it answers itself. */
function answerOf(status: number, action: string, reason: string): string {
  return `https 2024-01-02T22:23:00.186641Z app/web/50dc6c495c0c9188 192.0.2.3:2817 - -1 -1 -1 ${status} - 34 366 "GET https://www.example.com:443/ HTTP/1.1" "curl/7.46.0" AES TLSv1.2 - "Root=1-5" "-" "-" 0 2024-01-02T22:22:48.364000Z "${action}" "-" "${reason}" "-" "-" "-" "-"\n`
}

const ALICE = { type: 'IAMUser', userName: 'alice' }
const INTERNAL = { invokedBy: 'AWS Internal' }

/** Events that make the rules fire for which the samples in `fixtures/logs` have none. */
export const SAMPLES: readonly (readonly [type: string, key: string, content: string])[] = [
  [
    'cloudtrail',
    'AWSLogs/123456789012/CloudTrail/eu-west-1/2024/01/02/a.json',
    records(
      { eventSource: 's3.amazonaws.com', eventName: 'DeleteObjects', sourceIPAddress: '192.0.2.3' },
      { eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances', errorCode: 'AccessDenied', errorMessage: 'no' },
      {
        eventSource: 'signin.amazonaws.com',
        eventName: 'ConsoleLogin',
        errorMessage: 'Failed authentication',
        responseElements: { ConsoleLogin: 'Failure' },
      },
    ),
  ],
  [
    'guardduty',
    'AWSLogs/123456789012/GuardDuty/eu-west-1/2024/01/02/a.jsonl',
    [findingOf(2, 22), findingOf(5, 22, 80), findingOf(8, 22)].map((finding) => JSON.stringify(finding)).join('\n'),
  ],
  [
    'alb',
    'AWSLogs/123456789012/elasticloadbalancing/eu-west-1/2024/01/02/a.log',
    answerOf(403, 'waf', 'AWSALBTGsIntegrationFailed') +
      answerOf(500, 'authenticate', 'AuthInvalidStateParam') +
      answerOf(503, 'forward', 'LambdaConnectionTimeout'),
  ],
  [
    'custom',
    '2024/01/02/firehose_macie-1-2024-01-02-00-10-15-6ab1c2d3',
    delivered(
      'macie',
      ...['Low', 'Medium', 'High'].map((description, score) => ({
        type: 'SensitiveData:S3Object/Credentials',
        title: 'The S3 object contains credentials.',
        severity: { score, description },
      })),
    ),
  ],
  [
    'server_access',
    '2024-01-02-00-00-38-3E57427F3ABCDEF1',
    requestOf('arn:aws:iam::123456789012:user/alice', 'REST.DELETE.OBJECT', 204, '-') +
      requestOf('arn:aws:iam::123456789012:user/alice', 'REST.GET.OBJECT', 200, '-') +
      requestOf('svc:s3.amazonaws.com', 'REST.PUT.OBJECT', 200, '-') +
      requestOf('arn:aws:iam::123456789012:user/alice', 'REST.POST.UPLOADS', 403, 'AccessDenied') +
      requestOf('-', 'REST.GET.OBJECT', 403, 'InvalidSecurity'),
  ],
  [
    'config',
    'AWSLogs/123456789012/Config/eu-west-1/2024/1/2/ConfigHistory/123456789012_Config_eu-west-1_ConfigHistory_a.json',
    items(
      itemOf('OK'),
      itemOf('ResourceDiscovered'),
      itemOf('ResourceNotRecorded'),
      itemOf('ResourceDeleted'),
      itemOf('ResourceDeletedNotRecorded'),
    ),
  ],
  [
    'config',
    'AWSLogs/123456789012/Config/eu-west-1/2024/1/2/ConfigSnapshot/123456789012_Config_eu-west-1_ConfigSnapshot_a.json',
    items(
      itemOf('OK', {
        complianceType: 'NON_COMPLIANT',
        configRuleList: [{ configRuleName: 'restricted-ssh', complianceType: 'NON_COMPLIANT' }],
      }),
    ),
  ],
  [
    'custom',
    '2024/01/02/firehose_trustedadvisor-1-2024-01-02-00-10-15-6ab1c2d3',
    delivered(
      'trustedadvisor',
      ...['ERROR', 'WARN', 'OK'].map((status) => ({ 'check-name': 'Service Limits', status, uuid: 'u-1' })),
    ),
  ],
  [
    'custom',
    '2024/01/02/firehose_kms-1-2024-01-02-00-10-15-6ab1c2d3',
    delivered(
      'kms',
      { eventName: 'Decrypt', userIdentity: ALICE, sourceIPAddress: '192.0.2.3' },
      { eventName: 'Decrypt', userIdentity: { ...ALICE, ...INTERNAL }, sourceIPAddress: '192.0.2.3' },
      { eventName: 'RotateKey', userIdentity: { type: 'AWSService', ...INTERNAL } },
    ),
  ],
]
