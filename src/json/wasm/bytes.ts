// The bytes that mean something in JSON; compiled with scanner.ts.

export const SPACE: u32 = 0x20
export const QUOTE: u32 = 0x22
export const COMMA: u32 = 0x2c
export const MINUS: u32 = 0x2d
export const POINT: u32 = 0x2e
export const ZERO: u32 = 0x30
export const COLON: u32 = 0x3a
export const OPEN_LIST: u32 = 0x5b
export const BACKSLASH: u32 = 0x5c
export const CLOSE_LIST: u32 = 0x5d
export const OPEN_OBJECT: u32 = 0x7b
export const CLOSE_OBJECT: u32 = 0x7d
