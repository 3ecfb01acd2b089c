/** @returns the words of a text, in order, whatever white space is between them */
export const wordList = (text: string): readonly string[] => text.trim().split(/\s+/)
