const WIDTH = 80

/** Names and texts in two columns, for help; texts are folded at 80 columns. */
export function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  const indent = width + 4
  return rows
    .map(([name, text]) => {
      const [first = '', ...rest] = fold(text.split(' '), WIDTH - indent)
      return [`  ${name.padEnd(width)}  ${first}\n`, ...rest.map((line) => `${' '.repeat(indent)}${line}\n`)].join('')
    })
    .join('')
}

/** Folds words into lines of at most `width` characters. A longer word has a line of its own. */
export function fold(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
