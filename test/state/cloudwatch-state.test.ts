import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openCloudWatchState } from '../../src/state/cloudwatch-state.ts'
import { StateHome } from './state-home.ts'

const home = StateHome.forEachTest()

const APP = { region: 'us-east-1', group: 'app' }
const POSITION = { token: 'f/1', startTime: 1_795_046_400_000, endTime: 1_795_324_613_110 }

test('the state remembers how far each stream was read', async () => {
  const db = await home.open('aws_services')
  const state = await openCloudWatchState(db)
  expect(await state.position(APP, 's1')).toBeUndefined()
  await state.save(APP, 's1', { ...POSITION, endTime: null, token: null })
  await state.save(APP, 's1', POSITION)
  await state.save(APP, 's2', { token: null, startTime: null, endTime: null })
  await state.save({ ...APP, group: 'web' }, 's1', POSITION)
  expect(await state.position(APP, 's1')).toEqual(POSITION)
  expect(await state.position(APP, 's2')).toEqual({ token: null, startTime: null, endTime: null })
  expect(await state.position({ ...APP, region: 'eu-west-1' }, 's1')).toBeUndefined()
  expect(await state.streams(APP)).toEqual(['s1', 's2'])
  db.close()
  const path = join(home.folder, 'aws_services.db')
  expect(
    home.sql('SELECT typeof(next_token), typeof(start_time) FROM cloudwatch_logs WHERE start_time > 0', path),
  ).toEqual([
    ['text', 'integer'],
    ['text', 'integer'],
  ])
})

test('streams are forgotten by name, those of one group alone', async () => {
  const db = await home.open('aws_services')
  const state = await openCloudWatchState(db)
  for (const stream of ['s1', 's2', 's3']) await state.save(APP, stream, POSITION)
  await state.save({ ...APP, group: 'web' }, 's1', POSITION)
  await state.forget(APP, ['s1', 's3', 'never there'])
  expect(await state.streams(APP)).toEqual(['s2'])
  expect(await state.streams({ ...APP, group: 'web' })).toEqual(['s1'])
  db.close()
})
