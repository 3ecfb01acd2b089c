import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { BUCKET, stageOf } from '../../e2e/stage.ts'
import { runHere } from '../../helpers/run-here.ts'
import { daysAgo, flagDate, putTrail } from './bucket.ts'

const stage = stageOf()
const FOLDERS = (process.env.PATH ?? '').split(':')
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const browser = NAMES.flatMap((name) => FOLDERS.map((folder) => join(folder, name))).find((path) => existsSync(path))

/** What a browser has made of a page once it is laid out. */
async function look(page: string, ...more: readonly string[]): Promise<string> {
  const profile = join(stage.home.root, 'browser')
  const own = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`, ...more]
  const options = { maxBuffer: 2 ** 26, env: { ...process.env, HOME: stage.home.root } }
  const { stdout } = await promisify(execFile)(browser ?? '', [...own, pathToFileURL(page).href], options)
  return stdout
}

const SKIP = browser === undefined ? ' (skipped: no Chromium on the PATH)' : ''

test.skipIf(browser === undefined)(
  `a browser shows a cell for each account and day, each with a text${SKIP}`,
  async () => {
    const put = (days: number, name: string, account: string) =>
      putTrail(stage, BUCKET, { day: daysAgo(days), name, account })
    const trail = ['--bucket', BUCKET, '--only_logs_after', flagDate(daysAgo(9))]
    for (const account of ['111111111111', '222222222222']) for (const days of [8, 3]) put(days, 'a', account)
    await runHere(stage.home, trail)
    put(6, 'hole', '222222222222')
    put(0, 'new', '222222222222')
    const page = join(stage.home.root, 'audit.html')
    await runHere(stage.home, ['audit', ...trail, '--html', page])

    const dom = await look(page, '--dump-dom')
    const rows = [...dom.matchAll(/<tr><th scope="row">(\d+)<\/th>(.*?)<\/tr>/g)].map(([, account, cells = '']) => {
      const classes = [...cells.matchAll(/<td(?: class="(\w+)" title="([^"]*)")?>/g)]
      return [account, ...classes.map(([, status = '', title = '']) => (status === '' ? '' : `${status}|${title}`))]
    })
    const cell = (account: string, days: number, status: string) =>
      `${status}|${account}, ${daysAgo(days)}: 1 ${status}`
    expect(rows).toEqual([
      [
        '111111111111',
        '',
        cell('111111111111', 8, 'collected'),
        '',
        '',
        '',
        '',
        cell('111111111111', 3, 'collected'),
        '',
        '',
        '',
      ],
      [
        '222222222222',
        '',
        cell('222222222222', 8, 'collected'),
        '',
        cell('222222222222', 6, 'missing'),
        '',
        '',
        cell('222222222222', 3, 'collected'),
        '',
        '',
        cell('222222222222', 0, 'waiting'),
      ],
    ])
    expect(dom.match(/<th scope="col"><abbr title="\d{4}-\d\d-\d\d">/g)).toHaveLength(10)

    const picture = join(stage.home.root, 'audit.png')
    await look(page, `--screenshot=${picture}`, '--window-size=900,600')
    expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG')
  },
)
