export function shellText(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ')
}

/**
 * Predicts the words that a run gets from the manager's scheduler before 4.14.8, which joins them to one text, splits
 * it at white space, ignores quotes, and drops backslashes.
 */
export function scheduledWords(words: readonly string[]): readonly string[] {
  return words
    .join(' ')
    .replaceAll('\\', '')
    .split(/\s+/)
    .filter((word) => word !== '')
}

/** The words with secrets hidden, for people. */
export function withoutSecrets(words: readonly string[]): readonly string[] {
  return words.map((word, at) => (words[at - 1] === '--secret_key' ? '********' : word))
}
