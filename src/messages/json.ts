// Reasons why a text is not JSON, in our own words: they end the lines `Failed to parse file K: …`.

export const at = (what: string, line: number, column: number, character: number) =>
  `${what}: line ${line} column ${column} (char ${character})`
export const valueExpected = () => 'invalid JSON, a value is missing'
export const nameExpected = () => 'invalid JSON, a property name in double quotes is missing'
export const colonExpected = () => "invalid JSON, ':' is missing"
export const commaExpected = () => "invalid JSON, ',' is missing"
export const unterminated = () => 'invalid JSON, a string does not end'
export const controlCharacter = () => 'invalid JSON, control character in a string'
export const badEscape = () => 'invalid JSON, unknown escape'
export const badUnicodeEscape = () => 'invalid JSON, \\u needs four hexadecimal digits'
export const badUtf8 = () => 'not UTF-8'
export const byteOrderMark = () => 'invalid JSON, a byte order mark'
export const moreData = () => 'invalid JSON, more data after the document'
export const tooManyDigits = (limit: number) => `invalid JSON, an integer of more than ${limit} digits`
export const tooDeep = (limit: number) => `JSON nested more than ${limit} levels deep`
export const tooLarge = () => 'a JSON value of more than 16 MB'
export const tooManyValues = (limit: number) => `a JSON value with more than ${limit} values inside`
export const tooManyMembers = (limit: number) => `a JSON object of more than ${limit} members, some of them repeated`
export const notIterable = (name: string) => `'${name}' is not a list`
export const notAnObject = (name: string) => `an element of '${name}' is not an object`
export const notObject = () => 'a JSON document is not an object'
