// Reasons why a Parquet file cannot be read, at the end of the line `Failed to parse file K: …`.

export const notParquet = () => 'not a Parquet file, or cut short'
export const encrypted = () => 'the Parquet file is encrypted'
export const damaged = (reason: string) => `damaged Parquet file: ${reason}`
export const unknownType = (column: string) => `Parquet column ${column} has a type that is not known`
export const tooDeep = (column: string) => `Parquet column ${column} is nested too deeply`
export const notUtf8 = () => 'Parquet text that is not UTF-8'
export const dateOutOfRange = () => 'Parquet date outside the years 1 to 9999'
export const noTimeOfDay = () => 'Parquet time that is not a time of day'
export const tooFine = () => 'Parquet time finer than a microsecond'

// Reasons of `damaged`
export const footerTooLong = () => 'the footer is longer than the file'
export const cutShort = () => 'it ends too early'
export const outsideFile = () => 'a column lies outside the file'
export const pageCutShort = () => 'a page ends too early'
export const wrongChecksum = () => 'the checksum of a page is wrong'
export const pageOverLimit = (most: number) => `a page of more than ${most / 2 ** 20} MiB`
export const overLimit = () => 'it expands to more than it may'
export const tooManyRows = (most: number) => `it has more than ${most} rows`
export const tooManyEntries = (most: number) => `it has more than ${most} values and nulls`
export const tooManyCells = (most: number) => `it has more than ${most} values`
export const rowOverLimit = (most: number) => `a row of more than ${most / 2 ** 20} MiB`
export const tooMuchHeld = (most: number) => `its pages take more than ${most / 2 ** 20} MiB at a time`
export const pageTooLarge = () => 'a page is larger than its column'
export const noPageHeader = () => 'a data page has no header'
export const valueCutShort = () => 'a value ends too early'
export const valueMissing = () => 'a value is missing'
export const noDictionary = () => 'a column lacks its dictionary'
export const unknownEncoding = (encoding: string) => `encoding ${encoding} is not known`
export const tooFewValues = (column: string) => `column ${column} has too few values`
export const tooManyValues = (column: string) => `column ${column} has too many values`
export const otherColumns = () => 'a row group has other columns than the schema'
export const rowsDisagree = () => 'its columns disagree about where rows begin'
export const emptyGroup = (column: string) => `${column} is a group without columns`
