import { QUEUE, type SubscriberType } from './contract.ts'

/**
 * `--subscriber security_lake`: the rows of Parquet files in the Open Cybersecurity Schema Framework.
 *
 * @see https://docs.aws.amazon.com/security-lake/latest/userguide/subscriber-data-access.html
 */
export const securityLake: SubscriberType = {
  name: 'security_lake',
  required: [{ name: 'roleArn', flag: 'iam_role_arn' }, QUEUE, { name: 'externalId', flag: 'external_id' }],
  reading: {
    kind: 'pieces',
    // The reader of Parquet files is much code, which other runs should not load.
    open: async (body, options, maxObjectBytes) =>
      (await import('./lake-rows.ts')).openRows(body, { ...options, maxObjectBytes }),
  },
}
