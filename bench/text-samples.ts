/** A text format to measure: the name of its type, the key of a file of it, and a line of such a file. */
export interface TextSample {
  readonly type: string
  readonly key: string
  readonly line: (index: number) => string
}

const LB = 'AWSLogs/123456789012/elasticloadbalancing/us-east-1/2024/01/02/123456789012_elasticloadbalancing_us-east-1'
const VPC = 'AWSLogs/123456789012/vpcflowlogs/us-east-1/2024/01/02/123456789012_vpcflowlogs_us-east-1'
const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012'
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36'

const id = (index: number) => Math.imul(index, 0x9e3779b1) >>> 0
const time = (index: number) => new Date(1_704_157_200_000 + index * 37).toISOString()
const client = (index: number) => `203.0.${index % 256}.${(index * 7) % 256}`

/** Lines as AWS writes them. */
export const TEXT_SAMPLES: readonly TextSample[] = [
  {
    type: 'vpcflow',
    key: `${VPC}_fl-0aaaaaaaaaaaaaaa1_20240102T0115Z_abcdef12.log`,
    line: (i) =>
      `2 123456789012 eni-0${id(i).toString(16)} ${client(i)} 10.1.${i % 99}.2 ${i % 65_536} ${49_152 + (i % 999)} 6 ` +
      `${i % 100} ${(i % 100) * 84} ${1_704_157_200 + (i % 60)} ${1_704_157_260 + (i % 60)} ACCEPT OK`,
  },
  {
    type: 'alb',
    key: `${LB}_app.my-loadbalancer.1234567890abcdef_20240102T0115Z_172.160.1.2_12sd34fg.log`,
    line: (i) =>
      `https ${time(i)} app/my-loadbalancer/1234567890abcdef ${client(i)}:${i % 65_536} 10.0.0.${i % 250}:80 0.086 0.048 ` +
      `0.037 200 200 ${i % 999} ${i % 77_777} "GET https://www.example.com:443/path/${i}?q=${id(i)} HTTP/1.1" "${AGENT}" ` +
      'ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/t/1 ' +
      `"Root=1-58337281-${id(i)}" "www.example.com" "${CERTIFICATE}" 1 ${time(i)} "authenticate,forward" "-" "-" ` +
      `"10.0.0.${i % 250}:80" "200" "-" "-"`,
  },
  {
    type: 'clb',
    key: `${LB}_my-loadbalancer_20240102T0115Z_172.160.1.2_12sd34fg.log`,
    line: (i) =>
      `${time(i)} my-loadbalancer ${client(i)}:${i % 65_536} 10.0.0.${i % 250}:80 0.000073 0.001048 0.000057 200 200 0 ` +
      `${i % 77_777} "GET http://www.example.com:80/path/${i} HTTP/1.1" "${AGENT}" - -`,
  },
  {
    type: 'nlb',
    key: `${LB}_net.my-loadbalancer.1234567890abcdef_20240102T0115Z_172.160.1.2_12sd34fg.log`,
    line: (i) =>
      `tls 2.0 ${time(i).slice(0, 19)} net/my-loadbalancer/1234567890abcdef 1234567890abcdef ${client(i)}:${i % 65_536} ` +
      `10.0.0.${i % 250}:443 5 2 ${i % 999} ${i % 77_777} - ${CERTIFICATE} - ECDHE-RSA-AES128-SHA tlsv12 - ` +
      'my-loadbalancer.elb.us-east-1.amazonaws.com - -',
  },
  {
    type: 'server_access',
    key: '2024-01-02-03-04-05-0123456789ABCDEF',
    line: (i) =>
      `79a59df900b949e55d96a1e698fbaced my-bucket [02/Jan/2024:01:15:00 +0000] ${client(i)} ` +
      `arn:aws:iam::123456789012:user/alice ${id(i).toString(16)} REST.GET.OBJECT path/to/object-${i} ` +
      `"GET /my-bucket/path/to/object-${i}?x=1 HTTP/1.1" 200 - ${i % 999} ${i % 999} 7 6 "-" "${AGENT}" - ` +
      `${id(i)}+host/id= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader my-bucket.s3.amazonaws.com TLSv1.2`,
  },
  {
    type: 'cisco_umbrella',
    key: 'dnslogs/2024-01-02/2024-01-02-01-10-aaaa.csv',
    line: (i) =>
      `"2024-01-02 01:15:00","host${i}","host${i},my network","10.0.0.${i % 250}","${client(i)}","Allowed","1 (A)",` +
      `"NOERROR","www.example-${i % 999}.com.","Search Engines,Business","Roaming Computers","Roaming Computers",""`,
  },
]
