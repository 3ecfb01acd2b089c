import { expect, test } from 'vitest'
import { openServiceState } from '../../src/state/service-state.ts'
import { StateHome } from './state-home.ts'

const home = StateHome.forEachTest()

const SCOPE = { service: 'inspector', accountId: '123456789012', region: 'us-east-1' }
const scan = (day: number) => `2024-01-0${day} 10:00:00.123456`

test('the state remembers scans, the latest first, and keeps five of each scope', async () => {
  const db = await home.open('aws_services')
  const state = await openServiceState(db)
  expect(await state.lastScan(SCOPE)).toBeUndefined()
  await state.addScan(SCOPE, '2024-01-01 00:00:00.0')
  await state.addScan({ ...SCOPE, region: 'eu-west-1' }, scan(1))
  for (const day of [2, 3, 5, 4, 6, 6]) await state.addScan(SCOPE, scan(day))
  expect(await state.lastScan(SCOPE)).toBe(scan(6))
  expect(await state.lastScan({ ...SCOPE, accountId: '210987654321' })).toBeUndefined()
  expect(await db.read('SELECT * FROM aws_services ORDER BY aws_region DESC, scan_date')).toEqual([
    ...[2, 3, 4, 5, 6].map((day) => ['inspector', '123456789012', 'us-east-1', scan(day)]),
    ['inspector', '123456789012', 'eu-west-1', scan(1)],
  ])
  db.close()
})
