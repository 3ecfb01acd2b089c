import type { Delivery } from '../../delivery/contract.ts'
import { withDocument } from '../../json/reader.ts'
import { Kind, NONE } from '../../json/tape.ts'
import { objectOf } from '../../json/value.ts'
import * as log from '../../log.ts'
import * as messages from '../../messages/service.ts'
import type { ServiceOptions } from '../../options.ts'
import { JsonNumber, type JsonObject } from '../../python/value.ts'
import { openServiceState, type ScanKey, type ServiceState } from '../../state/service-state.ts'
import { type DiscardOptions, withMatches } from '../../transform/discard.ts'
import { EventWriter } from '../../transform/event-writer.ts'
import { type Day, dayOf, parts } from '../../walker/day.ts'
import type { RegionContext } from '../contract.ts'
import type { FindingSource } from '../types.ts'

/** How the findings of a version of Inspector become events. */
export interface FindingKind {
  readonly service: string
  /** `InspectorV2`, in the lines about events. */
  readonly label: string
  /** `Inspector V2`, in the line about fetching. */
  readonly title: string
  source(context: RegionContext): Promise<FindingSource>
  toEvent(finding: JsonObject): JsonObject
  sourceName(finding: JsonObject): string
}

/** Sends the findings of a region since its last scan, and stores the time of this one. @throws AwsFailure, RunError */
export async function scanFindings(context: RegionContext, kind: FindingKind): Promise<void> {
  const { options, connection, database, region, signal } = context
  const state = await openServiceState(database)
  const scope = { service: kind.service, accountId: await connection.identity(signal), region }
  const from = await startOf(state, scope, options)
  const to = new Date()
  log.debug(2, messages.fetchingFindings(kind.title, from.replace(/\.0+$/, '')))
  const total: Total = { account: scope.accountId, wanted: 0, sent: 0 }
  await context.deliver(pagesOf(context, kind, new Date(`${from.replace(' ', 'T')}Z`), to, total))
  const { wanted, sent } = total
  log.debug(1, wanted === 0 ? messages.noFindings(kind.label) : messages.findings(kind.label, sent))
  log.debug(1, wanted === 0 ? messages.noFindingsInRegion(region) : messages.totalFindings(sent, region))
  await state.addScan(scope, `${to.toISOString().slice(0, -1).replace('T', ' ')}000`)
}

/**
 * @returns the time of the last scan, or the requested date (default: today) if that is later or `--reparse` is given
 */
async function startOf(state: ServiceState, scope: ScanKey, options: ServiceOptions): Promise<string> {
  const { onlyLogsAfter, reparse } = options
  const asked = startOfDay(onlyLogsAfter ?? dayOf(new Date()))
  if (reparse) return asked
  const last = await state.lastScan(scope)
  if (last !== undefined) return onlyLogsAfter !== undefined && asked > last ? asked : last
  // Stored at once: if the first scan fails today, tomorrow's continues from there.
  await state.addScan(scope, `${asked}.0`)
  return asked
}

function startOfDay(day: Day): string {
  return `${parts(day).join('-')} 00:00:00`
}

/** The pages of findings, counted when they are sent. */
async function* pagesOf(context: RegionContext, kind: FindingKind, from: Date, to: Date, total: Total) {
  const source = await kind.source(context)
  const place = { account: total.account, region: context.region }
  for await (const page of source.pages(from, to, context.signal))
    yield { ...(await pageOf(page, context, kind, total)), place }
  const name = kind.label
  if (total.wanted === 0) yield { lines: [], place, passedOver: [{ name, reason: 'nothing-new' } as const] }
  else yield { lines: [], place, subject: { name } }
}

interface Total {
  readonly account: string
  /** Findings that the discard rule keeps. */
  wanted: number
  sent: number
}

async function pageOf(page: Uint8Array, { output }: RegionContext, kind: FindingKind, total: Total): Promise<Delivery> {
  const findings = readFindings(page)
  const written = (discard: DiscardOptions | undefined) => {
    const { debugLevel } = output
    const writer = new EventWriter({
      debugLevel,
      reshape: false,
      label: `[${kind.label}] `,
      discard,
    })
    for (const finding of findings) writer.object(kind.toEvent(finding), { source: kind.sourceName(finding) })
    return writer.finish()
  }
  const batch = written(await withMatches(output.discard, undefined, written))
  return {
    lines: [{ level: 3, text: messages.processingFindings(kind.label, findings.length) }],
    batches: [batch],
    subject: { name: kind.label, isPart: true, bytes: page.length, newest: newestOf(findings) },
    async commit() {
      total.wanted += findings.length - batch.discarded
      total.sent += batch.ends.length
    },
  }
}

/** @returns the latest update time, in milliseconds since 1970 */
function newestOf(findings: readonly JsonObject[]): number | undefined {
  const times = findings.map((finding) => {
    const time = finding.get('updatedAt')
    return time instanceof JsonNumber ? Number(time.text) * 1000 : Date.parse(String(time))
  })
  return times
    .filter(Number.isFinite)
    .toSorted((a, b) => a - b)
    .at(-1)
}

function readFindings(page: Uint8Array): readonly JsonObject[] {
  return withDocument(page, (tape, root) => {
    const list = tape.find(root, 'findings')
    if (list === NONE || tape.kind(list) !== Kind.array) return []
    return Array.from(tape.elements(list), (finding) => objectOf(tape, finding))
  })
}
