// Lines about subscribers. They are a public interface: rules and scripts match on them. Level 1 unless a comment says
// otherwise.

/** ERROR, exit 12. */
export const invalidType = () => 'Invalid type of subscriber'
/** ERROR, exit 21. */
export const parameterMissing = (flag: string) => `Used a subscriber but no --${flag} provided.`
/** ERROR, exit 20. */
export const noQueue = () => 'Queue does not exist, verify the given name'
/** ERROR, exit 21. */
export const notDeleted = (queue: string, reason: string) =>
  `A message could not be deleted from queue ${queue}: ${reason}`

export const theQueueIs = (url: string) => `The SQS queue is: ${url}`
export const retrieving = (queue: string) => `Retrieving messages from: ${queue}`
/** Level 3, for each answer of the queue. @param answer as Python prints it */
export const rawMessage = (answer: string) => `The raw message is: ${answer}`
export const received = (id: string, count: number) => `+++ Message ${id}: approximate receive count ${count}`
/** Level 2. @param body as Python prints it */
export const theMessageIs = (body: string) => `The message is: ${body}`
/** Level 2. */
export const omitted = (body: string) =>
  `Processed message {'raw_message': ${body}} does not contain the expected format, omitting message.`
export const deleted = (queue: string) => `Message deleted from queue: ${queue}`
export const handedOverBefore = (id: string) =>
  `+++ Message ${id}: its events were handed over before, it is only deleted`
export const notRemembered = (reason: string) =>
  `+++ What was handed over cannot be remembered, each message is deleted before the next one is sent: ${reason}`
export const notExtended = (id: string, reason: string) =>
  `+++ Message ${id} cannot be kept hidden, another reader may get it too: ${reason}`

// Of a look, on stderr.

/** ERROR, exit 21. */
export const lookWouldLose = (queue: string) =>
  `A look would move the messages of queue ${queue} to its dead-letter queue, which takes them after one receive: nothing was received. --commit collects them.`
/** WARNING. @param times receives after which a message moves to the dead-letter queue; undefined if unknown */
export const lookCounts = (queue: string, times: number | undefined) => {
  const limit =
    times === undefined ? 'how many it allows is not known' : `its dead-letter queue takes a message after ${times}`
  return `SQS counts a look at a message of queue ${queue} as a receive: ${limit}.`
}
/** WARNING. */
export const lookWears = (queue: string, count: number) =>
  `The next receive moves ${count} of the messages of queue ${queue} to its dead-letter queue.`
/** INFO. */
export const lookEnds = (queue: string, count: number) =>
  `A look at queue ${queue} ends after ${count} messages; more may wait.`

/** Level 2. */
export const noJsonObjects = () => '+++ Log file does not contain JSON objects. Trying with other formats.'
/** Level 2. */
export const isCsv = () => '+++ Log file is CSV formatted.'
/** Level 2. */
export const isText = () => '+++ Data in the file does not seem to be CSV. Trying with plain text.'
/** Level 2: one of AWS's own formats. */
export const recognised = (key: string, type: string) => `+++ ${key} is recognised as a log of type ${type}`
/** ERROR, exit 9. */
export const hubWithoutJson = () => 'Data in the file does not contain JSON objects.'

// Causes, ending the lines `Failed to parse file K: …`.
export const notAnObject = () => 'a JSON document that is not an object'
export const noDetail = () => "no event of the event bus: 'detail' is missing"
