// The lines of `aws-s3 run` beside the output of the runs.

export const summary = () =>
  'Runs every source of an ossec.conf, several at a time, each in a process of its own: for cron, and where the manager never\n' +
  'gets to its second bucket. Blocks that are disabled are left out.'

export const exitStatus = () => 'that of the first source that failed, 2 wrong command line'

export const EXAMPLES = [
  'aws-s3 run --ossec-conf /etc/aws-s3/sources.conf',
  'aws-s3 run --ossec-conf /var/ossec/etc/ossec.conf --jobs 4 --debug 1',
]

export const confHelp = () => 'the file with the sources, in the form of ossec.conf'
export const jobsHelp = () => 'sources at a time (default: one for each processor)'

export const sourceBesideConf = (flag: string) => `argument ${flag}: not allowed with argument --ossec-conf`
export const notJobs = (text: string) => `must be a whole number from 1 to 999: '${text}'`

/** Precedes the output of a run. */
export const ended = (source: string, status: number) =>
  status === 0 ? `${source}:` : `${source}: exit status ${status}`
