// Lines of `aws-s3 check` and `aws-s3 run` about the manager's configuration file. A finding is one or two sentences:
// the mistake, and the remedy.

// The manager's XML cannot be read.

export const elementNotClosed = (name: string) => `<${name}> is not closed`
export const wrongEnd = (name: string, line: number, end: string) =>
  `</${end}> stands where </${name}> must close line ${line}`
export const elementNotOpened = (name: string) => `</${name}> closes what was not opened`
export const elementNotEnded = (name: string) => `'>' is missing at the end of <${name}`
export const noElementName = () => "a '<' without a name after it: in a value, write '\\<'"
export const declarationRefused = () => 'the manager does not accept an XML declaration (<?xml …?>): remove it'
export const commentNotClosed = () => 'the comment is not closed'
export const attributeTwice = (name: string) => `the attribute '${name}' is given twice`
export const attributeWithoutValue = (name: string) => `the attribute '${name}' has no value`
export const attributeWithoutQuotes = (name: string) => `the value of the attribute '${name}' needs quotes`
export const attributeNotClosed = (name: string) =>
  `the value of the attribute '${name}' is not closed (it cannot hold '>')`

// A block.

export const wrongWodleName = (name: string) => `the manager does not know the wodle '${name}': write name="aws-s3"`
export const misplacedBlock = (parent: string | undefined, roots: readonly string[]) =>
  `the block stands ${parent === undefined ? 'outside everything' : `inside <${parent}>`}: the manager reads it only ` +
  `inside ${roots.map((root) => `<${root}>`).join(' or ')}`
export const noSource = () => 'the block has no <bucket>, <service> or <subscriber>'
export const oldForm = () =>
  'the form without a type is deprecated: write <bucket type="cloudtrail"> with a <name> inside'
export const unknownTag = (name: string, parent: string) => `<${parent}> does not know <${name}>`
export const nested = (name: string, parent: string) => `<${name}> stands inside <${parent}>: close <${parent}> first`
export const tagTwice = (name: string, parent: string) =>
  `<${name}> is given twice in this <${parent}>: only the last one counts`
export const notYesNo = (name: string, value: string) => `<${name}> must be yes or no, not '${value}'`
export const badSchedule = (name: string, value: string) => `<${name}> cannot be '${value}': ${SCHEDULE_FORMS[name]}`
export const intervalShort = (value: string) =>
  `<interval> ${value} is shorter than most runs: the manager starts the next one at once`
export const intervalIgnored = (value: string, name: string) =>
  `<interval> ${value} is not used: with <${name}> it must be a multiple of ${INTERVAL_UNITS[name]}`
export const dayAndWeekday = () => '<wday> and <day> cannot be used together'

const SCHEDULE_FORMS: Readonly<Record<string, string>> = {
  interval: 'write a number with s, m, h, d or w after it, such as 10m',
  day: 'write a day of the month, 1 to 31',
  wday: 'write a day of the week, such as monday',
  time: 'write hours and minutes, such as 21:30',
}
const INTERVAL_UNITS: Readonly<Record<string, string>> = { day: 'months (M)', wday: 'weeks (w)', time: 'days (d)' }

// A source.

export const typeMissing = (name: string, types: readonly string[]) =>
  `<${name}> needs the attribute type: ${types.join(', ')}`
export const unknownAttribute = (attribute: string, name: string) =>
  `<${name}> does not know the attribute '${attribute}'`
export const unknownType = (name: string, type: string, types: readonly string[]) => {
  const meant = types.find((known) => known === type.trim().toLowerCase())
  const advice = meant === undefined ? `: it is one of ${types.join(', ')}` : `: write type="${meant}"`
  return `<${name}> does not know the type '${type}'${advice}`
}
export const typeOfOurs = (name: string, type: string) =>
  `the manager does not know <${name} type="${type}">: aws-s3 does, so run it with aws-s3 run --ossec-conf or from cron`
export const tagOfOtherType = (name: string, type: string, types: readonly string[]) =>
  `<${name}> is for type ${types.join(', ')}, not for ${type}`
export const tagMissing = (name: string, parent: string) => `<${parent}> needs <${name}>`
export const empty = (name: string) => `<${name}> is empty`
export const deprecated = (name: string) => `<${name}> is deprecated: use a profile (<aws_profile>) or a role`
export const discardFieldMissing = () => '<discard_regex> needs the attribute field: the field to look at'
export const cannotDiscard = (type: string) => `events of ${type} cannot be discarded`
export const noLogGroups = () => 'no <aws_log_groups>: nothing is read'
export const durationWithoutRole = () => '<iam_role_duration> needs <iam_role_arn>'

// A value.

export const inTag = (name: string, text: string) => `<${name}>: ${text}`
export const spaceAround = () => 'white space around the value is passed on: remove it'
export const spaceInside = () => 'before 4.14.8 the manager splits the value at its white space'
export const backslash = () => 'the manager drops backslashes'
export const entity = (text: string) =>
  `the manager does not decode ${text}: write the character itself ('\\<' for '<')`
export const notABucketName = (value: string, name: string) => `'${value}' is not a bucket name: write ${name}`
export const leadingSlash = (value: string) =>
  `keys do not begin with a slash: write ${value.replace(/^\/+/, '') || 'nothing'}`
export const pathTooLong = (value: string, before: string) =>
  `'${value}' goes too far: the path is what stands before AWSLogs/` +
  (before === '' ? ', here nothing: remove the tag' : `: write ${before}`)
export const dateForm = (value: string, form: string) => `'${value}' is not in the form YYYY-MMM-DD: write ${form}`
export const emptyElement = (value: string) => `'${value}' has an empty element between two commas or at an end`
export const unknownRegion = (region: string) => `there is no region '${region}'`
export const profileMissing = (name: string) => `there is no profile '${name}' in the AWS files of this user`

// Several sources.

/** @param file undefined for the same file */
export const place = (line: number, file: string | undefined) =>
  file === undefined ? `line ${line}` : `${file}, line ${line}`
export const sameSource = (where: string) => `the same source as ${where}: its logs are read twice`
export const overlappingPaths = (where: string) =>
  `the paths of this source and of ${where} hold one another: their logs are sent twice`

/** ERROR, exit 2. */
export const fileUnreadable = (file: string, reason: string) => `${file} cannot be read: ${reason}`
