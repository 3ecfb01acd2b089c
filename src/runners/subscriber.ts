import { ExitCode, RunError } from '../errors.ts'
import type { Run } from './run.ts'

export async function runSubscriber(_run: Run, _name: string): Promise<void> {
  throw new RunError(ExitCode.invalidType, 'Invalid type of subscriber')
}
