// Lines about handing events over. They are a public interface: rules and scripts match on them.

/** ERROR, exit 11. */
export const wazuhMustBeRunning = () => 'Wazuh must be running.'

/** ERROR, exit 13. The error as Python prints it: `[Errno 2] No such file or directory`. */
export const sendingFailed = (errno: number, text: string) => `Error sending message to wazuh: [Errno ${errno}] ${text}`

/** ERROR, exit 13: the kernel takes 107 bytes at most. */
export const socketPathTooLong = (path: string) => `Error sending message to wazuh: AF_UNIX path too long: ${path}`

/** ERROR, exit 13: this system lacks a library for sending datagrams. */
export const socketsUnavailable = (reason: string) => `Error sending message to wazuh: ${reason}`

/** ERROR; the run continues. */
export const messageTooLong = () => 'Message too long to send to Wazuh.  Skipping message...'

/** Level 1, after {@link messageTooLong}. */
export const messageTooLongHint = () =>
  '+++ ERROR: Message longer than buffer socket for Wazuh. Consider increasing rmem_max. Skipping message...'

/** Level 1. */
export const readerGone = (path: string, seconds: number) =>
  `+++ Nobody reads ${path} any more; waiting up to ${seconds} seconds for the manager to come back`

/** Level 1. */
export const readerBack = () => '+++ The manager is back; going on'

/** Level 1, on stderr. */
export const followsManager = () => "+++ Sending as fast as the manager's queue allows"

/** Level 1, on stderr. */
export const managerNotAnswering = (reason: string) =>
  `+++ The manager does not tell how full its queue is (${reason}); going by its state file`

/** Level 1, on stderr. */
export const noRoom = (seconds: number) =>
  `+++ The queue behind the socket has had no room for ${seconds} seconds; waiting for it`

/** ERROR, on stderr. */
export const eventsNotSent = (reason: string) => `Events cannot be sent: ${reason}`

/** WARNING, on stderr. */
export const managerDropped = (events: number) =>
  `The manager dropped up to ${events} of the events sent: its queue was full.`
