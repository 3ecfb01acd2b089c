import { spawnSync } from 'node:child_process'

/** Runs a tool to its end. @throws Error with its output */
export function run(tool: string, args: readonly string[], env: Record<string, string> = {}): void {
  const { status, stdout, stderr, error } = spawnSync(tool, args, { env: { ...process.env, ...env }, encoding: 'utf8' })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${tool} ${args.join(' ')}: exit ${status}\n${stdout}${stderr}`)
}

/** @returns why a tool cannot be used, and its Debian package; undefined if it can */
export function missingTool(tool: string, debianPackage: string): string | undefined {
  const { error } = spawnSync(tool, ['--version'], { stdio: 'ignore' })
  return error === undefined ? undefined : `${tool} is not installed (apt-get install ${debianPackage})`
}
