import { debug } from '../log.ts'
import * as messages from '../messages/state.ts'
import type { Database } from './database.ts'
import { AWS_SERVICES } from './tables.ts'

/** Scans to keep for a service, account and region. */
const KEPT_SCANS = 5

export interface ScanKey {
  /** As stored: `inspector`. */
  readonly service: string
  readonly accountId: string
  readonly region: string
}

/** The latest scans of a service. Dates are text that sorts by time: `YYYY-MM-DD HH:MM:SS.ffffff` in UTC. */
export interface ServiceState {
  /** @returns the date of the latest scan; undefined if there was none @throws RunError 5 */
  lastScan(scope: ScanKey): Promise<string | undefined>
  /** Saves a scan durably, and deletes all but the newest five. @throws RunError 5 */
  addScan(scope: ScanKey, date: string): Promise<void>
}

/** Opens the state of services with scans. A missing table is created, with a line at level 1. @throws RunError 5 */
export async function openServiceState(db: Database): Promise<ServiceState> {
  if (await db.ensureTable(AWS_SERVICES)) debug(1, messages.tableDoesNotExist())
  const where = 'FROM aws_services WHERE service_name = ? AND aws_account_id = ? AND aws_region = ?'
  const values = ({ service, accountId, region }: ScanKey) => [service, accountId, region]
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
