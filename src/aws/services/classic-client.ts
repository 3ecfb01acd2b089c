/** The part of a large, old package that is used: through this file the bundler leaves the rest of it out. */
export { DescribeFindingsCommand, InspectorClient, ListFindingsCommand } from '@aws-sdk/client-inspector'
