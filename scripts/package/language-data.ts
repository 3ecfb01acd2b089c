// Node.js carries the names and rules of all languages (ICU), a third of its size when it is packed. This program writes
// English, and compares and cuts text by code points alone: packages keep what all languages share, and English.

const MAGIC = Buffer.from([0xda, 0x27])
const TYPE = Buffer.from('CmnD')
const HEADER_TYPE_AT = 12
/** A table of names, in which each item is two numbers: where its name is, and where its data is. */
const COUNT_BYTES = 4
const ITEM_BYTES = 8

/** Text of one language: `icudt78l/curr/de_AT.res`. */
const LOCALE = /^[^/]+\/(?:[a-z]+\/)?([a-z]{2,3})(_[A-Za-z0-9]+)*\.res$/
/** Names that look like a language, and hold what all languages share. */
const SHARED = /\/(res_index|pool)\.res$/
/** How words are cut in languages that write none between them. */
const DICTIONARY = /\.dict$|_model[^/]*\.res$/

/**
 * Blanks the data of all languages but English. ICU takes a blank item for a missing one, and falls back to what all
 * languages share.
 *
 * @param program bytes of a Node.js, changed in place
 * @returns bytes that were blanked
 * @see https://unicode-org.github.io/icu/userguide/icu_data/
 */
export function keepEnglish(program: Buffer): number {
  const table = tableOf(program)
  let blanked = 0
  for (const { name, from, to } of items(program, table)) {
    if (!isForeign(name)) continue
    program.fill(0, from, to)
    blanked += to - from
  }
  return blanked
}

/** @returns whether an item is of use to other languages than English alone */
export function isForeign(name: string): boolean {
  if (DICTIONARY.test(name)) return true
  const language = LOCALE.exec(name)?.[1]
  return language !== undefined && language !== 'en' && !SHARED.test(name)
}

/** Where the table of names begins. */
function tableOf(program: Buffer): number {
  for (let at = program.indexOf(TYPE, HEADER_TYPE_AT); at !== -1; at = program.indexOf(TYPE, at + 1)) {
    const header = at - HEADER_TYPE_AT
    if (program.compare(MAGIC, 0, MAGIC.length, header + 2, header + 2 + MAGIC.length) === 0) {
      return header + program.readUInt16LE(header)
    }
  }
  throw new Error('no data of languages in this Node.js')
}

function* items(program: Buffer, table: number) {
  const count = program.readUInt32LE(table)
  const itemAt = (index: number) => table + COUNT_BYTES + index * ITEM_BYTES
  const dataOf = (index: number) => table + program.readUInt32LE(itemAt(index) + COUNT_BYTES)
  // The last item has no end that the table tells: it stays.
  for (let index = 0; index < count - 1; index++) {
    const nameAt = table + program.readUInt32LE(itemAt(index))
    const name = program.toString('latin1', nameAt, program.indexOf(0, nameAt))
    yield { name, from: dataOf(index), to: dataOf(index + 1) }
  }
}
