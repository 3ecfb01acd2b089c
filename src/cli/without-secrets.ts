import { suggestion } from './suggestion.ts'

const HIDDEN = '********'
const SECRET = /secret|key|token|pass|cred/i
/** What a flag may have been meant to be. */
const FLAGS = ['--secret_key', '--secret', '--access_key', '--session_token', '--aws_secret_access_key']

/**
 * Arguments that were not understood, for an error that may end in a log: the value of a flag that looks like one for a
 * secret, however mistyped, is not shown.
 */
export function withoutSecrets(words: readonly string[]): readonly string[] {
  return words.map((word, at) => {
    if (isSecretFlag(word)) return word.replace(/=.*/s, `=${HIDDEN}`)
    return isSecretFlag(words[at - 1] ?? '') && !word.startsWith('--') ? HIDDEN : word
  })
}

function isSecretFlag(word: string): boolean {
  const name = word.replace(/=.*/s, '').replaceAll('-', '_').replace(/^_+/, '--')
  return word.startsWith('-') && (SECRET.test(name) || suggestion(name, FLAGS) !== undefined)
}
