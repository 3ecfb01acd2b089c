import { expect, test } from 'vitest'
import { stageOf } from '../e2e/stage.ts'
import { runHere } from '../helpers/run-here.ts'
import { INSPECTOR_RULES } from './amazon-rules.ts'
import { expectToFire } from './fires.ts'
import { decodeAsManager } from './manager-decoder.ts'

const stage = stageOf()

test("the manager's rules for Inspector fire on findings of each severity", async () => {
  for (const severity of ['HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL']) {
    const finding = { findingArn: `arn:${severity}`, title: 'CVE-2024-1', severity, updatedAt: 1_704_157_933 }
    stage.aws.inspector2.put('us-east-1', JSON.stringify(finding))
  }
  const argv = ['--service', 'inspector', '--regions', 'us-east-1', '--only_logs_after', '2024-JAN-01']
  expect((await runHere(stage.home, argv)).exit).toBe(0)
  await stage.sink.close()
  const events = stage.sink.texts().map(decodeAsManager)
  expect(events).toHaveLength(4)
  for (const id of INSPECTOR_RULES) expectToFire(id, events)
})
