import { withDocument } from '../../json/reader.ts'
import { Kind, NONE } from '../../json/tape.ts'
import { type JsonObject, objectOf } from '../../json/value.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/service.ts'
import { openServiceState, type ServiceScope, type ServiceState } from '../../state/service-state.ts'
import { EventWriter } from '../../transform/event-writer.ts'
import { type Day, dayOf, parts } from '../../walker/day.ts'
import type { RegionContext } from '../service-type.ts'
import type { FindingSource } from '../types.ts'

/** How the findings of one generation of Inspector become events. */
export interface FindingKind {
  /** Name in the state. */
  readonly service: string
  /** `InspectorV2`, in the lines about events. */
  readonly label: string
  /** `Inspector V2`, in the line about fetching. */
  readonly title: string
  source(context: RegionContext): Promise<FindingSource>
  toEvent(finding: JsonObject): JsonObject
  /** `source` of the event. */
  sourceName(finding: JsonObject): string
}

/** Sends what was found in a region since its last scan, and remembers this one. @throws AwsFailure, RunError */
export async function scanFindings(context: RegionContext, kind: FindingKind): Promise<void> {
  const { run, options, connection, database, region } = context
  const state = await openServiceState(database)
  const scope = { service: kind.service, accountId: await run.stop.race(connection.identity()), region }
  const last = await lastScan(state, scope, options.onlyLogsAfter)
  const asked = options.onlyLogsAfter && startOfDay(options.onlyLogsAfter)
  const from = asked !== undefined && (asked > last || options.reparse) ? asked : last
  const to = new Date()
  log.debug(2, messages.fetchingFindings(kind.title, from.replace(/\.0+$/, '')))
  const { found, sent } = await sendFindings(context, kind, new Date(`${from.replace(' ', 'T')}Z`), to)
  log.debug(1, found === 0 ? messages.noFindings(kind.label) : messages.findings(kind.label, sent))
  log.debug(1, found === 0 ? messages.noFindingsInRegion(region) : messages.totalFindings(sent, region))
  await state.addScan(scope, `${to.toISOString().slice(0, -1).replace('T', ' ')}000`)
}

/** Of the first scan, its start; stored at once: when it fails today, tomorrow's goes on from there. */
async function lastScan(state: ServiceState, scope: ServiceScope, onlyLogsAfter: Day | undefined): Promise<string> {
  const known = await state.lastScan(scope)
  if (known !== undefined) return known
  const first = `${startOfDay(onlyLogsAfter ?? dayOf(new Date()))}.0`
  await state.addScan(scope, first)
  return first
}

/** `2024-01-31 00:00:00`. */
function startOfDay(day: Day): string {
  return `${parts(day).join('-')} 00:00:00`
}

async function sendFindings(context: RegionContext, kind: FindingKind, from: Date, to: Date) {
  const { run } = context
  const source = await kind.source(context)
  const total = { found: 0, sent: 0 }
  const pages = source.pages(from, to)[Symbol.asyncIterator]()
  for (;;) {
    const page = await run.stop.race(pages.next())
    if (page.done) return total
    const { batch, found } = writePage(context, kind, page.value)
    await run.emitter.send(batch)
    run.counts.discarded += batch.discarded
    run.counts.failed += batch.failed
    total.found += found
    total.sent += batch.ends.length
  }
}

function writePage({ run }: RegionContext, kind: FindingKind, page: Uint8Array) {
  const { debugLevel, discard } = run.options.output
  const writer = new EventWriter({
    debugLevel,
    reshape: false,
    label: `[${kind.label}] `,
    discard,
  })
  const findings = readFindings(page)
  for (const finding of findings) writer.object(kind.toEvent(finding), { source: kind.sourceName(finding) })
  return { batch: writer.finish(), found: findings.length }
}

function readFindings(page: Uint8Array): readonly JsonObject[] {
  return withDocument(page, (tape, root) => {
    const list = tape.find(root, 'findings')
    if (list === NONE || tape.kind(list) !== Kind.array) return []
    return Array.from(tape.elements(list), (finding) => objectOf(tape, finding))
  })
}
