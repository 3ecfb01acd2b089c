// Lines about single events. They are a public interface: scripts match on them.

/** Level 2. @param label the name of a service in brackets, and a space */
export const discardedByField = (regex: string, field: string, label = '') =>
  `+++ ${label}The "${regex}" regex found a match in the "${field}" field. The event will be skipped.`
/** Level 3; `None` stands for a missing flag. */
export const keptByField = (regex = 'None', field = 'None', label = '') =>
  `+++ ${label}The "${regex}" regex did not find a match in the "${field}" field. The event will be processed.`
/** Level 2. */
export const discardedByText = (regex: string) => `+++ The "${regex}" regex found a match. The event will be skipped.`
/** Level 3. */
export const keptByText = (regex = 'None') =>
  `+++ The "${regex}" regex did not find a match. The event will be processed.`
/** WARNING: the event is kept. */
export const regexTooSlow = (regex: string, name: string) =>
  `The "${regex}" regex takes more than a second on an event, which is kept. ${name}`.trimEnd()
/** Level 3: a message of CloudWatch Logs is matched as a text. */
export const noJsonObject = () => '+++ Retrieved log event is not a JSON object.'
/** Level 3. */
export const reformat = () => '++ Reformat message'
/** WARNING, with the event as Python prints it. */
export const notReformatted = (event: string) => `Could not reformat event ${event}`
/** Level 1, for an event that was shortened. */
export const tooLong = (limit: number, name: string) =>
  `Event size exceeds the maximum allowed limit of ${limit} bytes. ${name}`.trimEnd()
/** WARNING: the event is lost. */
export const cannotShorten = (limit: number, name: string) =>
  `An event cannot be shortened to ${limit} bytes and is left out. ${name}`.trimEnd()
/** The end of a shortened text. */
export const truncated = (bytes: number) => `\u2026[truncated ${bytes} bytes]`

/** Level 1, printed twice before the events of an object: an address column of a load balancer has no port. */
export const notSplit = (column: string) => `Unable to process correctly ABL log entry, for field ${column}.`
export const logEntry = (entry: string) => `Log Entry: ${entry}`
