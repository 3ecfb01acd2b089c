// Lines about the state databases. They are a public interface: rules and scripts match on them. Level 1 unless a comment
// says otherwise.

/** ERROR, exit 5. `reason` is SQLite's own text, such as `file is not a database`. */
export const databaseUnusable = (path: string, reason: string) =>
  `Error attempting to operate with the ${path} database: ${reason}`

/** ERROR, exit 6. */
export const databaseNotCreated = (path: string, reason: string) => `Could not create the ${path} database: ${reason}`

/** Level 2. The odd quotes are the contract's. */
export const removingDeprecatedTable = (table: string, path: string) =>
  `Removing deprecated '${table} 'table from ${path}`

export const tableDoesNotExist = () => '+++ Table does not exist; create'

export const databaseBusy = (path: string) => `+++ The ${path} database is in use by another process; waiting`

export const waitingForOtherRun = (bucketPath: string, type: string) =>
  `+++ Another run is working on ${bucketPath} (${type}); waiting for it to end`
