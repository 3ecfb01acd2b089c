/** The used part of a large, old package: through this file the bundler drops the rest. */
export { DescribeFindingsCommand, InspectorClient, ListFindingsCommand } from '@aws-sdk/client-inspector'
