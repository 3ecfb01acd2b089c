import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A fenced block of a page. */
export interface Block {
  /** `docs/operate.md:12` */
  readonly at: string
  readonly language: string
  /** What follows the language in the first line: it says to tests where the text comes from. */
  readonly info: string
  readonly text: string
}

export interface Page {
  /** `docs/operate.md` */
  readonly name: string
  readonly path: string
  readonly text: string
  readonly blocks: readonly Block[]
}

const FENCE = /^```(\w*) ?(.*)\n([\s\S]*?)^```$/gm

/** Every page for users, and the one for contributors. */
export function pages(): readonly Page[] {
  const names = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: ROOT })]
  return names.toSorted().map((name) => {
    const text = readFileSync(ROOT + name, 'utf8')
    return { name, path: ROOT + name, text, blocks: blocksOf(name, text) }
  })
}

export const blocksIn = (...languages: readonly string[]): readonly Block[] =>
  pages()
    .flatMap(({ blocks }) => blocks)
    .filter(({ language }) => languages.includes(language))

function blocksOf(name: string, page: string): readonly Block[] {
  return [...page.matchAll(FENCE)].map(({ 1: language = '', 2: info = '', 3: text = '', index }) => {
    const line = page.slice(0, index).split('\n').length + 1
    return { at: `${name}:${line}`, language, info, text }
  })
}

/** The page with the text of some blocks replaced. @param textOf undefined: the block stays as it is */
export function withBlocks(page: string, textOf: (block: Omit<Block, 'at'>) => string | undefined): string {
  return page.replace(FENCE, (whole, language: string, info: string, text: string) => {
    const renewed = textOf({ language, info, text })
    return renewed === undefined ? whole : `\`\`\`${language}${info && ` ${info}`}\n${renewed.trimEnd()}\n\`\`\``
  })
}

/** The commands of a block: lines, joined where a quotation or a backslash goes on. Comments are left out. */
export function commandsOf({ text }: Pick<Block, 'text'>): readonly string[] {
  const commands: string[] = []
  let open = ''
  for (const line of text.split('\n')) {
    open += open === '' ? withoutComment(line) : `\n${line}`
    if (isOpen(open)) continue
    if (open.trim() !== '') commands.push(open.trim())
    open = ''
  }
  return open === '' ? commands : [...commands, open]
}

const withoutComment = (line: string): string => line.replace(/(^|\s)#.*$/, '')

function isOpen(text: string): boolean {
  const single = text.replace(/"(\\.|[^"\\])*"/g, '').split("'").length
  return single % 2 === 0 || text.endsWith('\\')
}
