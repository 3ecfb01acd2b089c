export interface Check {
  /** One or two words: `socket`, `list objects`. */
  readonly name: string
  /** `skipped`: it could not be tried, or a run does not require it. */
  readonly status: 'ok' | 'failed' | 'skipped'
  /** The result, in a sentence or less. */
  readonly text: string
  readonly advice?: string
}

export const ok = (name: string, text: string): Check => ({ name, status: 'ok', text })

export const failed = (name: string, text: string, advice: string): Check => ({ name, status: 'failed', text, advice })

export const skipped = (name: string, text: string, advice?: string): Check =>
  advice === undefined ? { name, status: 'skipped', text } : { name, status: 'skipped', text, advice }
