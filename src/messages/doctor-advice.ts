// Advice about the findings of `aws-s3 doctor`: a sentence each.

export const advice = {
  allow: (action: string, resource: string | undefined) =>
    `Allow ${action}${resource === undefined ? '' : ` on ${resource}`} (aws-s3 policy with the same flags prints all permissions).`,
  allowKey: (key: string | undefined) =>
    `Allow kms:Decrypt on ${key ?? 'the key of the objects'}, and also in the key's own policy if the key belongs to another account.`,
  allowRole: () =>
    'Allow sts:AssumeRole, and let the role trust the caller: aws-s3 policy with the same flags shows both.',
  deniedSomehow: () =>
    'Compare the permissions with aws-s3 policy. Also check the bucket policy and the denials of the organization.',
  expired: () => 'The session has ended: get new keys, or use a role or a profile that renews them.',
  unknownKey: () =>
    'AWS does not know this key: it was deleted, is inactive, or belongs to another partition than the endpoint.',
  wrongSecret: () => 'The secret key does not belong to the access key: copy it again, without spaces.',
  notFound: (code: string) => NOT_FOUND[code] ?? 'Check the name, the account and the region.',
  wrongRegion: () =>
    'The endpoint and the bucket are in different regions: set region in the profile, or omit --service_endpoint.',
  throttled: () => 'AWS throttles the requests: try again later, and find out who else sends requests.',
  clock: () => CLOCK,
  name: () =>
    'The name of the host cannot be resolved: check the region, the endpoint and DNS (in a VPC, its endpoint).',
  refused: () =>
    'No server listens there: check --service_endpoint, endpoint_url of the profile, and AWS_ENDPOINT_URL.',
  noAnswer: () => 'Check the firewall, the route and the VPC endpoint; behind a proxy, set HTTPS_PROXY or proxy.host.',
  certificate: () =>
    'The certificate is not trusted: name the authority of your proxy with ca_bundle or AWS_CA_BUNDLE.',
  proxy: () => 'The proxy refuses the request: check its address, user, password and what it allows.',
  noKeys: () => 'Put keys into the profile, or give the instance or the container a role.',
  noProfile: () => 'Add the profile to ~/.aws/config or ~/.aws/credentials of this user, or name another one.',
  nothingThere: () =>
    'Check --trail_prefix, --trail_suffix, --type and --aws_organization_id: aws s3 ls shows what is there.',
  other: (code: string) => `AWS explains ${code} in its list of errors.`,
} as const

const CLOCK = 'Set the clock: AWS refuses requests with an error of 15 minutes. Turn on chrony or systemd-timesyncd.'

const NOT_FOUND: Readonly<Record<string, string>> = {
  NoSuchBucket: 'There is no bucket of this name in the partition: check --bucket and the region of the profile.',
  ResourceNotFoundException: 'There is no such log group in this region: check --aws_log_groups and --regions.',
  NoSuchKey: 'The object was deleted meanwhile: try again.',
  QueueDoesNotExist: 'Check --queue, the account, and region in the profile: a run searches one region only.',
  'AWS.SimpleQueueService.NonExistentQueue':
    'Check --queue, the account, and region in the profile: a run searches one region only.',
}
