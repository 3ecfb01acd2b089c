import type { Finding } from './contract.ts'

/** Collects what is wrong with a block. */
export class Findings {
  readonly all: Finding[] = []
  #isUnusable = false

  /** Something that this program cannot use either. */
  get isUnusable(): boolean {
    return this.#isUnusable
  }

  /** The manager switches the block off. */
  refuse(line: number, text: string): void {
    this.#isUnusable = true
    this.all.push({ line, level: 'refused', text })
  }

  /** The manager switches the block off, but this program understands it. */
  refuseByManagerAlone(line: number, text: string): void {
    this.all.push({ line, level: 'refused', text })
  }

  /** It runs, but not as it was meant. */
  mistake(line: number, text: string): void {
    this.all.push({ line, level: 'mistake', text })
  }
}
