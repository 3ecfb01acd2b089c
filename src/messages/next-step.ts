// What stands on stderr below the recorded `ERROR:` line of a run that failed: where it was, and what to do.

/** ERROR. */
export const nextStep = (where: string, advice: string) => `${where}: ${advice}`

/** `s3://my-trail/logs/ (cloudtrail, profile 'default')` */
export const bucket = (name: string, prefix: string, type: string, profile: string) =>
  `s3://${name}/${prefix} (${type}, ${profileOf(profile)})`
export const service = (name: string, regions: readonly string[], profile: string) =>
  `${name} (${regions.length === 0 ? 'all regions' : regions.join(', ')}, ${profileOf(profile)})`
export const subscriber = (kind: string, queue: string, profile: string) =>
  `queue ${queue} (${kind}, ${profileOf(profile)})`

const profileOf = (name: string) => `profile '${name}'`

/** About the flags themselves. @param meant what was probably meant */
export const unknownType = (flag: string, value: string, meant: string | undefined, known: readonly string[]) =>
  `${flag} ${value} is none of ${known.join(', ')}.${didYouMean(meant)}`
export const unknownRegion = (value: string, meant: string | undefined) =>
  `--regions ${value}: there is no such region, or the region is newer than this program.${didYouMean(meant)}`
export const unsupportedRegion = (value: string, service: string) =>
  `--regions ${value}: ${service} is not read in this region. Remove it.`
/** A given account without a folder. The run goes on, and its exit status does not change. */
export const accountMissing = (account: string, folder: string) =>
  `--aws_account_id ${account}: nothing lies under ${folder}. Check the account, --trail_prefix, --trail_suffix and --aws_organization_id.`

const didYouMean = (meant: string | undefined) => (meant === undefined ? '' : ` Did you mean ${meant}?`)

export const profile = (text: string, advice: string | undefined) =>
  advice === undefined ? text : `${text}. ${advice}`
export const socket = (path: string) =>
  `the queue is ${path}. Start the manager or agent, and run aws-s3 status: it shows which home is used.`
export const database = () =>
  'the user of the run must be able to read and write the state. Run it as root, as the manager does. aws-s3 doctor checks that.'
export const object = () =>
  'with --skip_on_error (skip_on_error in ossec.conf) a run reports such a file and continues; aws-s3 explain KEY shows the facts about it.'
export const queue = () => 'check --queue, the account, and region in the profile: a run searches one region only.'
/** After the advice about a call of AWS. */
export const doctor = (advice: string, flags: string) => `${advice} See aws-s3 doctor ${flags}`
