import { existsSync } from 'node:fs'
import { JSON_SWITCH } from '../../cli/command-spec.ts'
import { lookOfOutput } from '../../cli/terminal.ts'
import { ExitCode, RunError } from '../../errors.ts'
import { managerVersion } from '../../home.ts'
import * as messages from '../../messages/install.ts'
import { commandOf } from '../command-of.ts'
import { printJson, printTable } from '../output.ts'
import { SHARED_FLAGS } from './change.ts'
import { type Found, lookAt } from './look.ts'
import { findPlaces, type Place } from './place.ts'

/** A home in the document of `--json`. */
interface Status {
  readonly home: string
  /** Version of the manager or agent; null if it is unknown. */
  readonly manager: string | null
  /** The program that its scheduler starts: this one, one that is gone, the manager's own, or nothing. */
  readonly runs: 'this' | 'gone' | 'own' | 'nothing'
  /** Launcher of this program that the home starts; null for another program. */
  readonly program: string | null
  readonly kept: Found['kept']
  /** Advice; null if the home is fine. */
  readonly note: keyof typeof messages.notes | null
}

/**
 * `aws-s3 status`: shows the program of each home. It exits with 1 if one of them does not run this program, or cannot
 * be restored.
 */
export const { run } = commandOf(
  {
    name: 'status',
    summary: messages.statusSummary(),
    usage: '[--home DIR] [--json]',
    own: { home: SHARED_FLAGS.home, json: JSON_SWITCH },
    takesRunFlags: false,
    examples: ['aws-s3 status', 'aws-s3 status --json'],
  },
  async (line, context) => {
    const { tried, places } = findPlaces(line.own.home, context)
    if (places.length === 0) throw new RunError(ExitCode.unknown, messages.noHome(tried))
    const found = await Promise.all(places.map((place) => statusOf(place, context.signal)))
    if (line.own.json) printJson(found)
    else printTable({ headings: messages.STATUS_HEADINGS, rows: found.map(rowOf) }, await lookOfOutput())
    return found.every(({ note }) => note === null) ? ExitCode.ok : ExitCode.unknown
  },
)

async function statusOf(place: Place, signal: AbortSignal): Promise<Status> {
  const { launcher, kept } = lookAt(place)
  const program = 'program' in launcher ? launcher.program : null
  const runs = program === null ? (launcher.kind as 'own' | 'nothing') : existsSync(program) ? 'this' : 'gone'
  const manager = (await managerVersion(place.home, signal)) ?? null
  return { home: place.home, manager, runs, program, kept, note: noteOn(runs, kept) }
}

function noteOn(runs: Status['runs'], kept: Found['kept']): Status['note'] {
  if (runs === 'gone') return 'gone'
  if (runs !== 'this') return 'install'
  if (kept === 'changed') return 'changed'
  if (kept === 'nothing') return 'lost'
  return kept === 'unchecked' ? 'install' : null
}

function rowOf({ home, manager, runs, program, kept, note }: Status): readonly string[] {
  return [
    home,
    manager ?? messages.unknownVersion(),
    messages.runs[runs](program ?? ''),
    messages.keptStates[kept](),
    note === null ? '' : messages.notes[note](),
  ]
}
