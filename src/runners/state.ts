import { bucketTypes } from '../buckets/index.ts'
import { parseStateCommand } from '../cli/state-command.ts'
import { lookOfOutput } from '../cli/terminal.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as log from '../log.ts'
import * as messages from '../messages/state-command.ts'
import type { Database } from '../state/database.ts'
import { databasePath, openToRead } from '../state/open-database.ts'
import { type StoredScans, type StoredStream, storedPartitions, storedScans, storedStreams } from '../state/stored.ts'
import type { Stop } from '../stop.ts'
import { forgetState } from './forget-state.ts'
import { type Section, scanSection, sectionLines, streamSection, type TypedPartition, partitionSection } from './stored-sections.ts'

/** What the command gets from the process edge. */
export interface StateRun {
  /** What follows `state` on the command line. */
  readonly argv: readonly string[]
  /** Home of the manager or agent. */
  readonly home: string
  readonly stop: Stop
}

/** `aws-s3 state`: shows what is stored, or forgets a part of it. @throws RunError 2, 5, 6, 12 */
export async function runState({ argv, home, stop }: StateRun): Promise<void> {
  const command = parseStateCommand(argv)
  if (command.kind === 'help') for (const line of command.text.trimEnd().split('\n')) log.line(line)
  else if (command.kind === 'forget') await forgetState({ ...command, home, stop })
  else await listState({ ...command, home, stop })
}
