/**
 * The URL of an endpoint, with its scheme: `https` unless there is one, for the documentation's examples leave it out.
 *
 * @returns undefined if it is neither a host nor an http or https URL
 */
export function endpointUrl(text: string): string | undefined {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`
  if (!URL.canParse(url)) return undefined
  return /^https?:$/.test(new URL(url).protocol) ? url : undefined
}
