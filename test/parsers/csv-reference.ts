/** Reads delimited text a character at a time, as slow and as plain as can be: what the fast reader is measured by. */
export function referenceCsv(text: string, delimiter: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let field = ''
  let state = 'start' as 'start' | 'text' | 'quoted' | 'quote'
  const endField = () => {
    record.push(field)
    field = ''
    state = 'start'
  }
  const endRecord = () => {
    const isEmpty = record.length === 0 && state === 'start'
    if (!isEmpty) {
      endField()
      records.push(record)
    }
    record = []
  }
  for (const character of text) {
    if (state === 'quoted') {
      if (character === '"') state = 'quote'
      else field += character
    } else if (character === '\n') endRecord()
    else if (character === delimiter) endField()
    else if (character === '"' && state === 'start') state = 'quoted'
    else {
      field += character
      state = character === '"' && state === 'quote' ? 'quoted' : 'text'
    }
  }
  endRecord()
  return records
}
