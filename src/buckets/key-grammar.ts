/**
 * Which keys are those of a type. What a key says counts wherever the file lies, so that copies keep their type and the
 * files of others are known in any folder.
 */
export interface KeyGrammar {
  /** Keys that only this type has. */
  readonly own: RegExp
  /** Keys that this type has in common with others, such as those of a delivery stream. Default: there are none. */
  readonly shared?: RegExp
}

const REGION = '[a-z]{2,}(?:-[a-z]+)+-\\d+'

/**
 * A file that a service of AWS names by account and region: `ACCOUNT_SERVICE_REGION_…`.
 *
 * @param service source of a regular expression, such as `vpcflowlogs`
 * @param rest    source of a regular expression: how the name goes on behind the region and its `_`
 */
export function fileOfService(service: string, rest: string): RegExp {
  return new RegExp(`(?:^|/)\\d{12}_${service}_${REGION}_${rest}[^/]*$`)
}

/** A file in a folder of `ACCOUNT/SERVICE/REGION/YYYY/MM/DD/`, for services whose names say nothing. */
export function fileInDayOfService(service: string, name: string): RegExp {
  return new RegExp(`(?:^|/)\\d{12}/${service}/${REGION}/\\d{4}/\\d\\d/\\d\\d/${name}$`)
}

/** The minute of a file of AWS's, with the `_` behind it: `20240102T0115Z_`. */
export const MINUTE = '\\d{8}T\\d{4}Z_'
