/** A command line that a shell reads as these words. */
export function shellText(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ')
}

/**
 * The words that a run gets from the manager's scheduler before 4.14.8: it makes one text of them and splits it at white
 * space, without quotes, and drops backslashes.
 */
export function scheduledWords(words: readonly string[]): readonly string[] {
  return words
    .join(' ')
    .replaceAll('\\', '')
    .split(/\s+/)
    .filter((word) => word !== '')
}

/** The words with secrets hidden, for people to look at. */
export function withoutSecrets(words: readonly string[]): readonly string[] {
  return words.map((word, at) => (words[at - 1] === '--secret_key' ? '********' : word))
}
