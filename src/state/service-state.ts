import { debug } from '../log.ts'
import * as messages from '../messages/state.ts'
import type { Database } from './database.ts'
import { AWS_SERVICES } from './tables.ts'

/** Scans that are kept of a service, account and region. */
const KEPT_SCANS = 5

export interface ServiceScope {
  /** As stored: `inspector`. */
  readonly service: string
  readonly accountId: string
  readonly region: string
}

/** When a service was read last. Dates are text, `YYYY-MM-DD HH:MM:SS.ffffff` in UTC, so their order is that of time. */
export interface ServiceState {
  /** The latest scan; none: never. @throws RunError 5 */
  lastScan(scope: ServiceScope): Promise<string | undefined>
  /** Remembers a scan, durably, and forgets all but the newest five. @throws RunError 5 */
  addScan(scope: ServiceScope, date: string): Promise<void>
}

/** The state of services with scans; its table is created when absent, which a level-1 line tells. @throws RunError 5 */
export async function openServiceState(db: Database): Promise<ServiceState> {
  if (await db.ensureTable(AWS_SERVICES)) debug(1, messages.tableDoesNotExist())
  const where = 'FROM aws_services WHERE service_name = ? AND aws_account_id = ? AND aws_region = ?'
  const values = ({ service, accountId, region }: ServiceScope) => [service, accountId, region]
  const newest = `SELECT scan_date ${where} ORDER BY scan_date DESC LIMIT`
  return {
    lastScan: async (scope) => (await db.read<[string]>(`${newest} 1`, ...values(scope)))[0]?.[0],
    addScan: (scope, date) =>
      db.commit((execute) => {
        execute('INSERT OR IGNORE INTO aws_services VALUES (?, ?, ?, ?)', ...values(scope), date)
        const old = `DELETE ${where} AND scan_date NOT IN (${newest} ${KEPT_SCANS})`
        execute(old, ...values(scope), ...values(scope))
      }),
  }
}
