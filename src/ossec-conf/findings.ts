import type { Finding } from './contract.ts'

export class Findings {
  readonly all: Finding[] = []
  #isUnusable = false

  /** True if this program cannot use the block either. */
  get isUnusable(): boolean {
    return this.#isUnusable
  }

  /** Reports a mistake for which the manager disables the block. */
  refuse(line: number, text: string): void {
    this.#isUnusable = true
    this.all.push({ line, level: 'refused', text })
  }

  /** Reports one for which the manager disables the block, although this program accepts it. */
  refuseByManagerAlone(line: number, text: string): void {
    this.all.push({ line, level: 'refused', text })
  }

  /** Reports a mistake with which the block runs, but not as intended. */
  mistake(line: number, text: string): void {
    this.all.push({ line, level: 'mistake', text })
  }
}
