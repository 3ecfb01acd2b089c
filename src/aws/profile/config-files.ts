import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { loadSharedConfigFiles } from '@smithy/shared-ini-file-loader'
import type { Env } from '../../options.ts'

/** Keys (in lower case) and values of one section. Nested keys (`s3 =` and indented lines) come as `s3.KEY`. */
export type Section = Readonly<Record<string, string>>

/** Sections by name as written, with a dot after the kind: `default`, `dev`, `profile.dev`, `services.local`. */
export type Sections = Readonly<Record<string, Section>>

/** The two config files of AWS's tools; a missing file is undefined. */
export interface ConfigFiles {
  readonly config?: Sections | undefined
  readonly credentials?: Sections | undefined
  readonly configPath: string
  readonly credentialsPath: string
}

/**
 * Reads `~/.aws/config` and `~/.aws/credentials`, or the files that `AWS_CONFIG_FILE` and
 * `AWS_SHARED_CREDENTIALS_FILE` name.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export async function readConfigFiles(env: Env): Promise<ConfigFiles> {
  const home = env.HOME || homedir()
  const expand = (path: string) => (path.startsWith('~/') ? join(home, path.slice(2)) : path)
  const configPath = expand(env.AWS_CONFIG_FILE || '~/.aws/config')
  const credentialsPath = expand(env.AWS_SHARED_CREDENTIALS_FILE || '~/.aws/credentials')
  const [config, credentials] = await Promise.all([readSections(configPath), readSections(credentialsPath)])
  return { configPath, credentialsPath, config, credentials }
}

async function readSections(path: string): Promise<Sections | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  // The loader drops sections such as [dev] from a config file, but keeps all sections of a credentials file: so every
  // file is read as one. It also drops sections without keys, so their names are read here.
  const { credentialsFile } = await loadSharedConfigFiles({ filepath: path, configFilepath: path, ignoreCache: true })
  const sections: Record<string, Section> = Object.create(null)
  for (const [, name = ''] of text.matchAll(/^\s*\[\s*([^\]]*?)\s*\]/gm)) sections[sectionName(name)] ??= {}
  for (const [name, keys] of Object.entries(credentialsFile)) sections[sectionName(name.trim())] = lowerCaseKeys(keys)
  return sections
}

/** @returns the sections of a profile, those of the credentials file first */
export function profileSections(files: ConfigFiles, name: string): readonly Section[] {
  const sections = [files.credentials?.[name], files.config?.[name], files.config?.[`profile.${name}`]]
  return sections.filter((section) => section !== undefined)
}

/** `profile "dev"` → `profile.dev`: the loader's names for sections, if it accepts their characters. */
function sectionName(header: string): string {
  const parts = /^([\w-]+)\s+(["']?)(.+)\2$/.exec(header)
  return parts === null ? header : `${parts[1]}.${parts[3]}`
}

function lowerCaseKeys(keys: Record<string, string | undefined>): Section {
  const section: Record<string, string> = Object.create(null)
  for (const [key, value] of Object.entries(keys)) if (value !== undefined) section[key.toLowerCase()] = value
  return section
}
