const WIDTH = 80

/** Names and texts in two columns, for help; texts are folded at 80 columns. */
export function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  const indent = width + 4
  return rows
    .map(([name, text]) => {
      const [first = '', ...rest] = folded(text, WIDTH - indent)
      return [`  ${name.padEnd(width)}  ${first}\n`, ...rest.map((line) => `${' '.repeat(indent)}${line}\n`)].join('')
    })
    .join('')
}

/** A word that is too long has a line of its own. */
function folded(text: string, room: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
