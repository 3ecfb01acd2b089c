/** A part of the program, beside native code that does the least that the part cannot do without. */
export interface MicroCase {
  readonly name: string
  /** What the native code is. */
  readonly limit: string
  /** Of the work of a pass: MB, events, keys. */
  readonly unit: string
  readonly amount: number
  ours(): void | Promise<void>
  native(): void | Promise<void>
  close?(): void | Promise<void>
}
