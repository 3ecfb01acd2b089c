import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { changeableByOthers } from '../../../src/commands/install/writers.ts'

const place = mkdtempSync(join(tmpdir(), 'aws-s3-writers-'))
afterAll(() => rmSync(place, { recursive: true }))
const folder = join(place, 'package')
const program = join(folder, 'aws-s3')
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  writeFileSync(program, '', { mode: 0o755 })
})

// Only root can make files that belong to root.
describe.runIf(process.getuid?.() === 0)('the manager runs a program as root', () => {
  test('that root alone can change, even where the temporary folder is above it', () => {
    expect(changeableByOthers(program)).toBeUndefined()
  })

  test.each<[string, () => void, string]>([
    ['that its group can write', () => chmodSync(program, 0o775), program],
    ['that belongs to somebody else', () => chownSync(program, 1, 0), program],
    ['in a folder that all can write', () => chmodSync(folder, 0o777), folder],
    ['in a folder of somebody else', () => chownSync(folder, 1, 0), folder],
  ])('%s, which is told', (_, change, path) => {
    change()
    expect(changeableByOthers(program)).toBe(path)
  })

  test('at the end of a link: what counts is where it leads', () => {
    const link = join(place, 'link')
    symlinkSync(program, link)
    chmodSync(folder, 0o777)
    expect(changeableByOthers(link)).toBe(folder)
    rmSync(link)
  })
})
