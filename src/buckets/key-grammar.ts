/**
 * The keys of a type. Only the form of a key counts, not its folder: copies keep their type, and objects of other types
 * are recognised in any folder.
 */
export interface KeyGrammar {
  /** Keys that only this type has. */
  readonly own: RegExp
  /** Keys that this type shares with others, such as those of a delivery stream. Default: none. */
  readonly shared?: RegExp
}

const REGION = '[a-z]{2,}(?:-[a-z]+)+-\\d+'

/**
 * Matches an object that a service of AWS names by account and region: `ACCOUNT_SERVICE_REGION_…`.
 *
 * @param service source of a regular expression, such as `vpcflowlogs`
 * @param rest    source of a regular expression: the rest of the name after the region and its `_`
 */
export function fileOfService(service: string, rest: string): RegExp {
  return new RegExp(`(?:^|/)\\d{12}_${service}_${REGION}_${rest}[^/]*$`)
}

/** Matches an object in a folder `ACCOUNT/SERVICE/REGION/YYYY/MM/DD/`, for services with meaningless names. */
export function fileInDayOfService(service: string, name: string): RegExp {
  return new RegExp(`(?:^|/)\\d{12}/${service}/${REGION}/\\d{4}/\\d\\d/\\d\\d/${name}$`)
}

/** The minute in the name of an object of AWS, with the `_` after it: `20240102T0115Z_`. */
export const MINUTE = '\\d{8}T\\d{4}Z_'
