/**
 * Why nothing can be stored or sent: part of the ERROR lines that say what could not be done.
 *
 * @param tried the folders that were looked for
 */
export const noHome = (tried: readonly string[]) =>
  `there is no manager or agent in ${tried.join(' or ')}. Set WAZUH_HOME to its folder.`
