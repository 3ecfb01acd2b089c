// The output of `aws-s3 install`, `uninstall` and `status`: commands for people, scripts and the scripts of packages.

export const installSummary = () => "run this program in place of the manager's own, which is kept"
export const uninstallSummary = () => "put the manager's own program back"
export const statusSummary = () => 'show which program each manager or agent runs'

/** Flags, for `--help`. */
export const homeHelp = () => 'folder of the manager or agent (default: WAZUH_HOME, else all that are found)'
export const dryRunHelp = () => 'say what would be done, and do nothing'
export const trustHelp = () => 'take aws-s3.python as it is, whatever its checksum'
export const printHelp = () => 'print the script that stands in a home, and do nothing'
export const purgeHelp = () => "remove what this program has written beside the manager's own state, too"

/** ERROR, exit 1. */
export const noHome = (tried: readonly string[]) =>
  `No manager or agent found: there is no wodles/aws/aws-s3 in ${tried.join(', ')}. Say where with --home or WAZUH_HOME.`

/** ERROR, exit 1: the reasons why a home stays unchanged. */
export const refusals = {
  nothing: (launcher: string, _kept: string) => `There is no ${launcher} to replace or to put back.`,
  changed: (_launcher: string, kept: string) =>
    `${kept} is not the file that was kept: its checksum differs. Put the right one there, or add --trust.`,
  diverted: (launcher: string, _kept: string) =>
    `${launcher} is looked after by the package aws-s3 of this system: remove that instead (apt remove aws-s3).`,
  lost: (launcher: string, kept: string) =>
    `${kept} is gone, so ${launcher} cannot be put back: install the manager's package again.`,
} as const

/** ERROR, exit 1. */
export const cannotChange = (home: string, reason: string) => `Cannot change ${home}: ${reason}`

/** WARNING. */
export const changeable = (path: string) =>
  `${path} can be changed by others than root, and the manager runs this program as root.`

/** One line for each change. @param done true if it is done; false with `--dry-run` */
export const steps = {
  keep: (done: boolean, { launcher, kept }: Names) => `${done ? 'Kept' : 'Would keep'} ${launcher} as ${kept}`,
  sum: (done: boolean, { checksum }: Names) => `${done ? 'Wrote' : 'Would write'} ${checksum}`,
  own: (done: boolean, { launcher, kept }: Names) =>
    `${done ? 'Gave' : 'Would give'} ${kept} the owner, group and mode of ${launcher}`,
  stub: (done: boolean, { launcher }: Names, program: string) =>
    `${done ? 'Made' : 'Would make'} ${launcher} run ${program}`,
  restore: (done: boolean, { launcher, kept }: Names) => `${done ? 'Put' : 'Would put'} ${kept} back as ${launcher}`,
  drop: (done: boolean, { kept }: Names) => `${done ? 'Removed' : 'Would remove'} ${kept}, an older one`,
  unsum: (done: boolean, { checksum }: Names) => `${done ? 'Removed' : 'Would remove'} ${checksum}`,
  unstub: (done: boolean, { launcher }: Names) =>
    `${done ? 'Removed' : 'Would remove'} ${launcher}: no manager is installed there any more`,
} as const

interface Names {
  readonly launcher: string
  readonly kept: string
  readonly checksum: string
}

/** Printed if nothing has to be changed. */
export const installedAlready = (home: string, program: string) => `${home} runs ${program} already`
export const notInstalled = (home: string) => `${home} runs the manager's own program already`

/** The parts that `uninstall` leaves. */
export const left = (path: string) => `Left ${path}: --purge removes it`
export const purged = (done: boolean, path: string) => `${done ? 'Removed' : 'Would remove'} ${path}`

export const STATUS_HEADINGS = ['HOME', 'MANAGER', 'RUNS', "MANAGER'S OWN", 'NOTE'] as const
export const unknownVersion = () => '?'
export const runs = {
  nothing: () => 'nothing',
  own: () => "the manager's own",
  this: (program: string) => program,
  gone: (program: string) => `${program} (gone)`,
} as const
/** The states of the kept launcher of the manager. */
export const keptStates = {
  nothing: () => '',
  sound: () => 'kept',
  changed: () => 'kept, changed since',
  unchecked: () => 'kept, no checksum',
} as const
export const notes = {
  install: () => 'run: aws-s3 install',
  gone: () => 'run: aws-s3 install, or aws-s3 uninstall',
  changed: () => 'look at aws-s3.python, then: aws-s3 install --trust',
  lost: () => 'no way back: install the package of the manager again',
} as const
