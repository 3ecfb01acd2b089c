import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readConfigFiles } from '../aws/profile/config-files.ts'
import { ExitCode, RunError } from '../errors.ts'
import * as messages from '../messages/ossec-conf.ts'
import type { Env } from '../options.ts'
import type { OssecConf, Source, Surroundings } from './contract.ts'
import { readOssecConf } from './read.ts'

export interface LoadedConf extends OssecConf {
  readonly file: string
}

/**
 * The configuration files of the manager or agent: `ossec.conf`, and those shared with agents that name this module.
 */
export async function defaultConfs(home: string): Promise<readonly string[]> {
  const etc = join(home, 'etc')
  const shared = [...globSync('shared/agent.conf', { cwd: etc }), ...globSync('shared/*/agent.conf', { cwd: etc })]
  const named = await Promise.all(
    shared.map(async (name) => {
      const text = await readFile(join(etc, name), 'utf8').catch(() => '')
      return text.includes('aws-s3') ? [join(etc, name)] : []
    }),
  )
  return [join(etc, 'ossec.conf'), ...named.flat().sort()]
}

/** @returns the sources that run: those of blocks that are neither disabled nor unusable */
export function runningSources({ blocks }: OssecConf): readonly Source[] {
  return blocks.filter(({ isDisabled, isUnusable }) => !isDisabled && !isUnusable).flatMap(({ sources }) => sources)
}

/** Reads configuration files. @throws RunError 2 if one cannot be read */
export async function loadConfs(
  files: readonly string[],
  { home, env }: { readonly home: string; readonly env: Env },
): Promise<readonly LoadedConf[]> {
  const profiles = await profileNames(env)
  const surroundings: Surroundings = { debugLevel: await managerDebugLevel(home), profiles }
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8').catch((cause: Error) => {
        throw new RunError(ExitCode.usage, messages.fileUnreadable(file, cause.message), { cause })
      })
      return { file, ...readOssecConf(text, surroundings) }
    }),
  )
}

/** @returns undefined for a user without AWS's files, except for root, as which the manager runs */
async function profileNames(env: Env): Promise<ReadonlySet<string> | undefined> {
  const { config, credentials } = await readConfigFiles(env)
  if (config === undefined && credentials === undefined && process.geteuid?.() !== 0) return undefined
  const labels = [...Object.keys(config ?? {}), ...Object.keys(credentials ?? {})]
  return new Set(labels.map((label) => label.replace(/^profile\./, '')))
}

/** Reads `wazuh_modules.debug`, which the manager passes on. The local file takes precedence. */
async function managerDebugLevel(home: string): Promise<number> {
  for (const name of ['local_internal_options.conf', 'internal_options.conf']) {
    const text = await readFile(join(home, 'etc', name), 'utf8').catch(() => '')
    const level = /^\s*wazuh_modules\.debug\s*=\s*([0-3])\s*$/m.exec(text)?.[1]
    if (level !== undefined) return Number(level)
  }
  return 0
}
