import type { ManagerCounts } from '../emit/types.ts'

/** First line of a run with `--debug`. */
export const debugModeOn = (level: number) => `+++ Debug mode on - Level: ${level}`
export const unknownError = (reason: string) => `Unknown error: ${reason}`
export const sigintReceived = () => 'SIGINT received.'
export const deadlineReached = (seconds: number) => `+++ The deadline of ${seconds} seconds is reached: ending the run`
/** Next to last line, at debug 1, if keys were passed over. @param key one of them */
export const passedOver = (count: number, key: string) =>
  `+++ Objects passed over because their keys belong to no log of this type: ${count}, such as ${key}`
/** Last line of a run, at debug 1. */
export const summary = (counts: {
  objects: number
  sent: number
  discarded: number
  failed: number
  tooLong: number
  manager?: ManagerCounts | undefined
}) =>
  `+++ Processed ${counts.objects} objects: ${counts.sent} events sent, ${counts.discarded} discarded, ` +
  `${counts.failed} failed, ${counts.tooLong} too long${counts.manager ? managerCounts(counts.manager) : ''}`
/** Other programs may send events of AWS at the same time. */
const managerCounts = ({ arrived, dropped }: ManagerCounts) =>
  `; the manager counted at most ${arrived} arrived, ${dropped} dropped`
/** `--version`. @param of `manager` is the version of the manager or agent, if it is known */
export const versions = (of: { own: string; commit: string; runtime: string; manager: string | undefined }) => {
  const manager = of.manager === undefined ? '' : `, Wazuh ${of.manager}`
  return `aws-s3 ${of.own} (commit ${of.commit}, Node.js ${of.runtime}${manager})\n`
}
