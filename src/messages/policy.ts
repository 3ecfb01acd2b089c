// Texts of `aws-s3 policy` beside the policy.

export const summary = () =>
  'Shows the least IAM policy for a run with these flags. It calls nobody: run it anywhere. With --iam_role_arn there are\n' +
  'three: for the caller, for the role, and the trust policy of the role.'

export const usage = () => '(--bucket B | --service S | --subscriber S --queue Q) [flags of the run]'

export const EXAMPLES = [
  'aws-s3 policy s3://my-trail/logs --remove >policy.json',
  'aws-s3 policy --service cloudwatchlogs --aws_log_groups /app/api --region us-east-1',
  'aws-s3 policy --bucket my-trail --iam_role_arn arn:aws:iam::123456789012:role/logs | jq .trust',
]

export const jsonHelp = () => 'on one line'
export const bucketsHelp = () => 'buckets of the objects that a queue tells of, comma-separated; a* is a prefix'
export const kmsKeysHelp = () =>
  'keys that objects are encrypted with, comma-separated (default: any, for these objects)'
export const principalHelp = () => 'who assumes the role (default: whom its account allows)'

export const notABucket = (text: string) => `'${text}' is not the name of a bucket`
export const notAKey = (text: string) => `'${text}' is not the ARN of a KMS key`
export const notAPrincipal = (text: string) => `'${text}' is not the ARN of a user, a role or an account`
