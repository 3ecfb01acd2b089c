// Loaded before the program (--import): counts what a run asks of others, and writes the counts when it ends.
import { readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { isMainThread, Worker } from 'node:worker_threads'

const counts = { requests: 0, statements: 0, commits: 0, prepared: 0, posts: 0, answers: 0, explained: 0 }
/** Queries that read a table from end to end, without an index: their cost grows with all that was ever collected. */
const scans = new Set()

/** Counts the calls of a method. */
function count(target, name, add) {
  const original = target[name]
  target[name] = function (...values) {
    add(values, this)
    return Reflect.apply(original, this, values)
  }
}

if (isMainThread) {
  count(http, 'request', () => counts.requests++)
  const { prepare } = DatabaseSync.prototype
  count(DatabaseSync.prototype, 'prepare', ([sql], database) => {
    counts.prepared++
    if (!/^\s*(SELECT|UPDATE|DELETE|INSERT|REPLACE|WITH)\b/i.test(sql)) return
    counts.explained++
    for (const { detail } of Reflect.apply(prepare, database, [`EXPLAIN QUERY PLAN ${sql}`]).all()) {
      if (/^SCAN (?!CONSTANT)/.test(detail) && !detail.includes(' INDEX ')) scans.add(`${detail}: ${sql}`)
    }
  })
  count(DatabaseSync.prototype, 'exec', () => counts.statements++)
  for (const name of ['all', 'get', 'run']) {
    count(StatementSync.prototype, name, (_, { sourceSQL }) => {
      counts.statements++
      if (sourceSQL === 'COMMIT') counts.commits++
    })
  }
  count(Worker.prototype, 'postMessage', () => counts.posts++)
  count(Worker.prototype, 'on', ([name], worker) => {
    if (name === 'message') worker.addListener('message', () => counts.answers++)
  })
  process.on('exit', () => {
    // getrusage would include the memory of the process that started this one.
    const [, peakKb] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'latin1'))
    writeFileSync(
      process.env.COUNTS_FILE,
      JSON.stringify({ ...counts, scans: [...scans], peakMb: Math.round(peakKb / 1024) }),
    )
  })
}
