// Constants that the scanner (WebAssembly) and the tape (TypeScript) share. They are plain: both compilers read this
// file.

// The kinds of nodes. Containers, and links to replaced values, hold the position of the node after them.
export const NULL = 0
export const FALSE = 1
export const TRUE = 2
export const INTEGER = 3
export const FLOAT = 4
export const STRING = 5
export const ARRAY = 6
export const OBJECT = 7
export const LINK = 8
export const KIND_BITS = 15

// Traits of a value that matter to the object around it: nulls are dropped, lists of one element become the element,
// and an object that holds such a value (through objects, not lists) needs a rewrite: it cannot be copied as a span.
export const IS_NULL = 16
export const SINGLE = 32
export const NEEDS_REWRITE = 64

// A node is four int32: where its text starts; where it ends; the hash of a key or the node after a container; kind and
// traits.
export const WIDTH = 4
export const END = 1
export const EXTRA = 2
export const META = 3

// Memory starts with the state, in int32, and the table of the quick search for repeated keys.
/** Address in the source. */
export const AT = 0
/** Bytes of text. */
export const TO = 1
/** Int32s of nodes. */
export const COUNT = 2
/** The innermost container that is open, or NONE. While it is open, its node holds the container around it. */
export const HOLDER = 3
export const DEPTH = 4
/** Number of searches for repeated keys so far. */
export const ROUND = 5
/** The object with a repeated key. */
export const REPEATED = 6
export const PLACES_AT = 64
/** Address of the first free byte, after a table of 1,024 entries. */
export const HEAP = 4160

export const NONE = -1

// The results of a scan.
export const DONE = 0
/** Stopped at a number with a fraction or an exponent. */
export const AT_FLOAT = 1
/** Stopped after an object with a repeated key. */
export const AT_REPEATED = 2
export const NO_VALUE = 3
export const NO_NAME = 4
export const NO_COLON = 5
export const NO_COMMA = 6
export const NO_STRING_END = 7
export const CONTROL_CHARACTER = 8
export const BAD_ESCAPE = 9
export const BAD_UNICODE_ESCAPE = 10
export const BAD_UTF8 = 11
export const TOO_DEEP = 12
export const TOO_MANY_DIGITS = 13

/** Python gives up at about this depth. */
export const MAX_DEPTH = 990
/** Python refuses integers of more digits. */
export const MAX_DIGITS = 4300
/** Zero bytes after the source: the scanner reads sixteen bytes at a time, and a zero byte ends everything. */
export const PADDING = 32
