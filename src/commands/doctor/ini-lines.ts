/** A place in an ini file, with lines counted from 1. */
export interface IniPlace {
  /** As written, without brackets: `profile dev`. */
  readonly header: string
  readonly line: number
}

/** The headers of the sections of a file, in its order. */
export function iniSections(text: string): readonly IniPlace[] {
  return text.split('\n').flatMap((line, at) => {
    const header = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1]
    return header === undefined ? [] : [{ header, line: at + 1 }]
  })
}

/** A line that is neither a section, nor a key, nor a comment, nor indented; undefined: there is none. */
export function brokenLine(text: string): { readonly line: number; readonly text: string } | undefined {
  const lines = text.split(/\r?\n/)
  const at = lines.findIndex((line) => !/^(?:\s*$|\s*[#;]|\s*\[[^\]]+\]|[^=[]+=|\s+\S)/.test(line))
  return at === -1 ? undefined : { line: at + 1, text: lines[at] ?? '' }
}

/** The section of a profile: its bare name, or `profile NAME`, whose name may be in quotes. */
export function profilePlace(text: string, profile: string): IniPlace | undefined {
  const sections = iniSections(text)
  const nameOf = ({ header }: IniPlace) => header.replace(/^profile\s+(["']?)(.*)\1$/, '$2')
  return sections.find(({ header }) => header === profile) ?? sections.find((place) => nameOf(place) === profile)
}

/**
 * Line of a key in the section that starts at a line; undefined if it is missing. Nested keys are found by their last
 * part.
 */
export function keyLine(text: string, section: IniPlace, key: string): number | undefined {
  const lines = text.split('\n')
  const names = [key, key.slice(key.lastIndexOf('.') + 1)]
  for (let at = section.line; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (/^\s*\[/.test(line)) return undefined
    const name = /^\s*([^=#;]*?)\s*=/.exec(line)?.[1]?.toLowerCase()
    if (name !== undefined && names.some((each) => name === each || name.endsWith(`.${each}`))) return at + 1
  }
  return undefined
}
