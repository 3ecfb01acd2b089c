// Keys as the vendors document them, and as they are met; the pages are linked in the files of the types.

const ACCOUNT = '123456789012'
const LOGS = `AWSLogs/${ACCOUNT}`
const UUID = 'a1b2c3d4-5e6f-4071-8293-a4b5c6d7e8f9'
const DAY = '2024/01/02'
const elb = (name: string) => `${LOGS}/elasticloadbalancing/us-east-2/${DAY}/${name}`

/** Keys that say they are a log type's own, wherever they lie. Types that are missing here have those of their samples. */
export const OWN_KEYS: Readonly<Record<string, readonly string[]>> = {
  cloudtrail: [
    `${LOGS}/CloudTrail/us-east-2/${DAY}/${ACCOUNT}_CloudTrail_us-east-2_20240102T0210Z_Mu0KsOhtH1ar15ZZ.json.gz`,
    `x/AWSLogs/o-exampleorgid/${ACCOUNT}/CloudTrail/us-gov-west-1/${DAY}/${ACCOUNT}_CloudTrail_us-gov-west-1_20240102T0210Z_a.json`,
    `${LOGS}/CloudTrail-Insight/us-east-1/${DAY}/${ACCOUNT}_CloudTrail-Insight_us-east-1_20240102T0210Z_Mu0KsOhtH1ar15ZZ.json.gz`,
    `${LOGS}/CloudTrail-NetworkActivity/us-east-1/${DAY}/${ACCOUNT}_CloudTrail-NetworkActivity_us-east-1_20240102T0115Z_abcdefgh12345678.json.gz`,
    `${LOGS}/CloudTrail-Aggregated/cn-north-1/${DAY}/${ACCOUNT}_CloudTrail-Aggregated_cn-north-1_20240102T0115Z_abcdefgh12345678.json.gz`,
    `copies/${ACCOUNT}_CloudTrail_us-east-2_20240102T0210Z_Mu0KsOhtH1ar15ZZ.json.gz`,
  ],
  config: [
    `${LOGS}/Config/us-east-2/2016/9/27/ConfigHistory/${ACCOUNT}_Config_us-east-2_ConfigHistory_AWS::CloudTrail::Trail_20160927T195818Z_20160927T195818Z_1.json.gz`,
    `${LOGS}/Config/us-east-2/2016/9/27/ConfigSnapshot/${ACCOUNT}_Config_us-east-2_ConfigSnapshot_20160927T183939Z_${UUID}.json.gz`,
    `${LOGS}/Config/us-west-2/2016/9/27/OversizedChangeNotification/AWS::IAM::User/X/${ACCOUNT}_Config_us-west-2_ChangeNotification_AWS::IAM::User_X_20160927T183939Z_1.json.gz`,
  ],
  vpcflow: [
    `${LOGS}/vpcflowlogs/us-east-1/${DAY}/${ACCOUNT}_vpcflowlogs_us-east-1_fl-1234abcd_20240102T1620Z_fe123456.log.gz`,
    `AWSLogs/aws-account-id=${ACCOUNT}/aws-service=vpcflowlogs/aws-region=us-east-1/year=2024/month=01/day=02/${ACCOUNT}_vpcflowlogs_us-east-1_fl-0a1b2c3d4e5f60718_20240102T0115Z_abcd1234.log.parquet`,
    `${LOGS}/vpcflowlogs/us-east-1/${DAY}/16/${ACCOUNT}_vpcflowlogs_us-east-1_fl-1234abcd_20240102T1620Z_fe123456.log.parquet`,
  ],
  guardduty: [
    `${LOGS}/GuardDuty/eu-west-1/${DAY}/${UUID}.jsonl.gz`,
    `p/AWSLogs/o-x/${ACCOUNT}/GuardDuty/us-east-1/${DAY}/${UUID}.jsonl.gz`,
  ],
  custom: [],
  waf: [
    `${LOGS}/WAFLogs/us-east-1/TEST-WEBACL/${DAY}/03/10/${ACCOUNT}_waflogs_us-east-1_TEST-WEBACL_20240102T0310Z_e0ca43b5.log.gz`,
    `${LOGS}/WAFLogs/cloudfront/edge/${DAY}/03/10/${ACCOUNT}_waflogs_cloudfront_edge_20240102T0310Z_e0ca43b5.log.gz`,
    `${DAY}/03/aws-waf-logs-stream-1-2024-01-02-03-04-05-${UUID}`,
    `p/${DAY}/03/aws-waf-logs-stream-12-2024-01-02-03-04-05-${UUID}.gz`,
  ],
  alb: [
    elb(
      `${ACCOUNT}_elasticloadbalancing_us-east-2_app.my-lb.50dc6c495c0c9188_20240102T0140Z_172.160.001.192_20sg8hgm.log.gz`,
    ),
    elb(
      `conn_log.${ACCOUNT}_elasticloadbalancing_us-east-2_app.my-lb.50dc6c495c0c9188_20240102T0140Z_172.160.001.192_20sg8hgm.log.gz`,
    ),
    elb(
      `health_check_log_${ACCOUNT}_elasticloadbalancing_us-east-2_app.my-lb.50dc6c495c0c9188_20240102T0140Z_172.160.001.192_20sg8hgm.log.gz`,
    ),
  ],
  nlb: [elb(`${ACCOUNT}_elasticloadbalancing_us-east-2_net.my-lb.c6e77e28c25b2234_20240102T0000Z_3y7x.log.gz`)],
  clb: [
    elb(`${ACCOUNT}_elasticloadbalancing_us-east-2_my-loadbalancer_20240102T0000Z_172.160.001.192_20sg8hgm.log`),
    elb(`${ACCOUNT}_elasticloadbalancing_us-east-2_application_20240102T0000Z_172.160.001.192_20sg8hgm.log`),
  ],
  server_access: [
    '2024-01-02-03-04-05-A1B2C3D4E5F60718',
    'logs/2024-01-02-03-04-05-A1B2C3D4E5F60718',
    'logs2024-01-02-03-04-05-A1B2C3D4E5F60718',
    'logs-1-2024-01-02-03-04-05-A1B2C3D4E5F60718',
    `logs/${ACCOUNT}/us-west-2/my-bucket/${DAY}/2024-01-02-00-00-00-A1B2C3D4E5F60718`,
    `${DAY}/2024-01-02-00-00-00-A1B2C3D4E5F60718`,
  ],
  cisco_umbrella: [
    'dnslogs/2024-01-02/2024-01-02-00-10-e4e1.csv.gz',
    `${ACCOUNT}_0a1b/proxylogs/2024-01-02/2024-01-02-00-10-e4e1.csv.gz`,
    'iplogs/2024-01-02/2024-01-02-00-10.csv.gz',
  ],
  cloudfront: [
    'EMLARXS9EXAMPLE.2024-01-02-20.RT4KCN4SGK9.gz',
    'prefix/EMLARXS9EXAMPLE.2024-01-02-20.a1b2c3d4.gz',
    `${LOGS}/CloudFront/EMLARXS9EXAMPLE/${DAY}/20/EMLARXS9EXAMPLE.2024-01-02-20.a1b2c3d4.gz`,
    `example.com/${DAY}/20/EMLARXS9EXAMPLE.2024-01-02-20.a1b2c3d4.parquet`,
  ],
}

/** Keys that only say that a delivery stream wrote them: three types have them in common. */
export const STREAM_KEYS: readonly string[] = [
  `${DAY}/03/stream-1-2024-01-02-03-04-05-${UUID}`,
  `p/${DAY}/03/my.stream_x-12-2024-01-02-03-04-05-${UUID}.gz`,
  `errors/${DAY}/03/stream-1-2024-01-02-03-04-05-${UUID}.json.gz`,
]
export const STREAM_TYPES: readonly string[] = ['custom', 'guardduty', 'waf']

/** Keys of AWS's that no type reads. */
export const UNREAD_KEYS: readonly string[] = [
  `${LOGS}/CloudTrail-Digest/us-east-2/${DAY}/${ACCOUNT}_CloudTrail-Digest_us-east-2_trail_us-east-2_20240102T030405Z.json.gz`,
  `${LOGS}/ELBAccessLogTestFile`,
  `${LOGS}/ELBConnectionLogTestFile`,
  `${LOGS}/Config/ConfigWritabilityCheckFile`,
]

/** Keys that say nothing: they are read as the type asked for. */
export const PLAIN_KEYS: readonly string[] = [
  'a',
  `${DAY}/03/x`,
  `${LOGS}/CloudTrail/us-east-1/${DAY}/copy.json.gz`,
  'AWSLogs/1/CloudTrail/us-east-1/2024/01/02/x_CloudTrail_us-east-1_20240102T0000Z_x.json.gz',
  '2024-01-03-report.csv',
  'report-2024-01-02-03-04-05-final',
  `${DAY}/firehose_kms-1-20240120T0000Z_${UUID}.json`,
  'photos/2024.01.02.gz',
  'REPORT.2024-01-02-03.csv',
]
