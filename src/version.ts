import manifest from '../package.json' with { type: 'json' }

/** Put in by the build. */
declare const AWS_S3_COMMIT: string

export const VERSION: string = manifest.version

/** Short hash of the commit that was built, followed by `-dirty` if files were changed; `unknown` without git. */
export const COMMIT: string = typeof AWS_S3_COMMIT === 'undefined' ? 'unknown' : AWS_S3_COMMIT
