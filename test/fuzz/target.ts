/** Something that reads any bytes whatever, and what it is used to. */
export interface Target {
  readonly name: string
  readonly samples: readonly Uint8Array[]
  /** @throws what is a defect */
  readonly read: (bytes: Buffer) => void | Promise<void>
}
