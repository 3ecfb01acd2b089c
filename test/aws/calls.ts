import type { Connection } from '../../src/aws/index.ts'

const region = 'us-east-1'

/** Every call that a connection has. */
export const CALLS: Readonly<Record<string, (connection: Connection, signal: AbortSignal) => Promise<unknown>>> = {
  ListObjectsV2: ({ objects }, signal) => objects.list({ bucket: 'trail-bucket', prefix: '' }, signal),
  GetObject: ({ objects }, signal) => objects.get('trail-bucket', 'k', 0, signal),
  DeleteObject: ({ objects }, signal) => objects.remove('trail-bucket', 'k', signal),
  GetCallerIdentity: (connection, signal) => connection.identity(signal),
  DescribeFlowLogs: (connection, signal) => connection.flowLogs(region, signal),
  DescribeLogGroups: async (connection, signal) => (await connection.logs(region)).groups('', signal),
  DescribeLogStreams: async (connection, signal) => (await connection.logs(region)).streams('app', '', signal),
  GetLogEvents: async (connection, signal) =>
    (await connection.logs(region)).events('app', 's', { startTime: 0 }, signal),
  DeleteLogStream: async (connection, signal) => (await connection.logs(region)).deleteStream('app', 's', signal),
  GetQueueUrl: (connection, signal) => connection.queue('notes', signal),
  'ListFindings of v2': async (connection, signal) => firstPage(await connection.findings(region), signal),
  'ListFindings of classic': async (connection, signal) => firstPage(await connection.classicFindings(region), signal),
}

export function firstPage(source: Awaited<ReturnType<Connection['findings']>>, signal: AbortSignal): Promise<unknown> {
  return source.pages(new Date(0), new Date(), signal)[Symbol.asyncIterator]().next()
}
