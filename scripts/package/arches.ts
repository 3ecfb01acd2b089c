/** The names of the architectures for Node.js, Debian, RPM and the GNU tools. */
export const ARCHES = {
  x64: { deb: 'amd64', rpm: 'x86_64', gnu: 'x86_64-linux-gnu' },
  arm64: { deb: 'arm64', rpm: 'aarch64', gnu: 'aarch64-linux-gnu' },
} as const

/** An architecture by its name for Node.js. */
export type Arch = keyof typeof ARCHES
