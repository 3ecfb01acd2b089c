/** A figure of several runs. */
export interface Figure {
  readonly median: number
  readonly lowest: number
  readonly highest: number
}

/** @throws Error without values */
export function figureOf(values: readonly number[]): Figure {
  const sorted = [...values].sort((a, b) => a - b)
  const [lowest, median, highest] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)]
  if (lowest === undefined || median === undefined || highest === undefined) throw new Error('nothing was measured')
  return { median, lowest, highest }
}

/** Three digits, as many as the spread of these figures can bear. */
export function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

/** The median, and the spread if there is one. */
export function show({ median, lowest, highest }: Figure): string {
  return lowest === highest ? digits(median) : `${digits(median)} (${digits(lowest)} to ${digits(highest)})`
}
