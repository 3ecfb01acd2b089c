import { findingModel } from './model.ts'

/**
 * A finding of classic Inspector, as AWS defines it.
 *
 * @see https://docs.aws.amazon.com/inspector/v1/APIReference/API_Finding.html
 */
export const classicModel = findingModel({
  Finding: `
    arn schemaVersion service serviceAttributes:ServiceAttributes assetType assetAttributes:AssetAttributes id title
    description recommendation severity numericSeverity confidence indicatorOfCompromise attributes:[KeyValue]
    userAttributes:[KeyValue] createdAt:timestamp updatedAt:timestamp`,
  ServiceAttributes: 'schemaVersion assessmentRunArn rulesPackageArn',
  AssetAttributes: `
    schemaVersion agentId autoScalingGroup amiId hostname ipv4Addresses tags:[KeyValue]
    networkInterfaces:[NetworkInterface]`,
  NetworkInterface: `
    networkInterfaceId subnetId vpcId privateDnsName privateIpAddress privateIpAddresses:[PrivateIp] publicDnsName
    publicIp ipv6Addresses securityGroups:[SecurityGroup]`,
  PrivateIp: 'privateDnsName privateIpAddress',
  SecurityGroup: 'groupName groupId',
  KeyValue: 'key value',
})
