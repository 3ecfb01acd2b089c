import { findingModel } from './model.ts'

/**
 * A finding of Inspector v2, as AWS defines it.
 *
 * @see https://docs.aws.amazon.com/inspector/v2/APIReference/API_Finding.html
 */
export const inspector2Model = findingModel({
  Finding: `
    findingArn awsAccountId type description title remediation:Remediation severity firstObservedAt:timestamp
    lastObservedAt:timestamp updatedAt:timestamp status resources:[Resource] inspectorScore:double
    inspectorScoreDetails:InspectorScoreDetails networkReachabilityDetails:NetworkReachabilityDetails
    packageVulnerabilityDetails:PackageVulnerabilityDetails fixAvailable exploitAvailable
    exploitabilityDetails:ExploitabilityDetails codeVulnerabilityDetails:CodeVulnerabilityDetails epss:EpssDetails`,
  Remediation: 'recommendation:Recommendation',
  Recommendation: 'text Url',
  Resource: 'type id partition region tags:map details:ResourceDetails',
  ResourceDetails: `
    awsEc2Instance:AwsEc2InstanceDetails awsEcrContainerImage:AwsEcrContainerImageDetails
    awsLambdaFunction:AwsLambdaFunctionDetails codeRepository:CodeRepositoryDetails`,
  AwsEc2InstanceDetails: `
    type imageId ipV4Addresses ipV6Addresses keyName iamInstanceProfileArn vpcId subnetId launchedAt:timestamp
    platform`,
  AwsEcrContainerImageDetails: `
    repositoryName imageTags pushedAt:timestamp author architecture imageHash registry platform lastInUseAt:timestamp
    inUseCount:integer`,
  AwsLambdaFunctionDetails: `
    functionName runtime codeSha256 version executionRoleArn layers vpcConfig:LambdaVpcConfig packageType
    architectures lastModifiedAt:timestamp`,
  LambdaVpcConfig: 'subnetIds securityGroupIds vpcId',
  CodeRepositoryDetails: 'projectName integrationArn providerType',
  InspectorScoreDetails: 'adjustedCvss:CvssScoreDetails',
  CvssScoreDetails: 'scoreSource cvssSource version score:double scoringVector adjustments:[CvssScoreAdjustment]',
  CvssScoreAdjustment: 'metric reason',
  NetworkReachabilityDetails: 'openPortRange:PortRange protocol networkPath:NetworkPath',
  PortRange: 'begin:integer end:integer',
  NetworkPath: 'steps:[Step]',
  Step: 'componentId componentType componentArn',
  PackageVulnerabilityDetails: `
    vulnerabilityId vulnerablePackages:[VulnerablePackage] source cvss:[CvssScore] relatedVulnerabilities sourceUrl
    vendorSeverity vendorCreatedAt:timestamp vendorUpdatedAt:timestamp referenceUrls`,
  VulnerablePackage: `
    name version sourceLayerHash epoch:integer release arch packageManager filePath fixedInVersion remediation
    sourceLambdaLayerArn`,
  CvssScore: 'baseScore:double scoringVector version source',
  ExploitabilityDetails: 'lastKnownExploitAt:timestamp',
  CodeVulnerabilityDetails: `
    filePath:CodeFilePath detectorTags referenceUrls ruleId sourceLambdaLayerArn detectorId detectorName cwes`,
  CodeFilePath: 'fileName filePath startLine:integer endLine:integer',
  EpssDetails: 'score:double',
})
