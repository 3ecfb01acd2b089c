import { fold } from './fold.ts'

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
