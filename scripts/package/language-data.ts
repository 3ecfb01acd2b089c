// Node.js contains the names and rules of all languages (ICU), a third of its packed size. This program writes English,
// and compares and cuts text by code points alone: packages keep the shared data, and English.

const MAGIC = Buffer.from([0xda, 0x27])
const TYPE = Buffer.from('CmnD')
const HEADER_TYPE_AT = 12
/** A table of names, in which each item is two numbers: the offsets of its name and of its data. */
const COUNT_BYTES = 4
const ITEM_BYTES = 8

/** Text of one language: `icudt78l/curr/de_AT.res`. */
const LOCALE = /^[^/]+\/(?:[a-z]+\/)?([a-z]{2,3})(_[A-Za-z0-9]+)*\.res$/
/** Names that look like a language, but are shared data. */
const SHARED = /\/(res_index|pool)\.res$/
/** Dictionaries for languages without spaces between words. */
const DICTIONARY = /\.dict$|_model[^/]*\.res$/

/**
 * Blanks the data of all languages but English. ICU treats a blank item as missing, and falls back to the shared data.
 *
 * @param program bytes of a Node.js, changed in place
 * @returns the number of blanked bytes
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

/** @returns true if only languages other than English use an item */
export function isForeign(name: string): boolean {
  if (DICTIONARY.test(name)) return true
  const language = LOCALE.exec(name)?.[1]
  return language !== undefined && language !== 'en' && !SHARED.test(name)
}

/** Offset of the table of names. */
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
  // The table does not contain the end of the last item, which stays.
  for (let index = 0; index < count - 1; index++) {
    const nameAt = table + program.readUInt32LE(itemAt(index))
    const name = program.toString('latin1', nameAt, program.indexOf(0, nameAt))
    yield { name, from: dataOf(index), to: dataOf(index + 1) }
  }
}
