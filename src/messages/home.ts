/** The reason why nothing can be stored or sent, as a part of ERROR lines. @param tried the searched folders */
export const noHome = (tried: readonly string[]) =>
  `there is no manager or agent in ${tried.join(' or ')}. Set WAZUH_HOME to its folder.`
