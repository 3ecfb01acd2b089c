/** A rule of the manager's AWS rules, as far as it looks at fields of an event. */
export interface Rule {
  /** An event has to fire this rule first. */
  readonly parent?: number
  /** Fields, and what the manager looks for in them; it compares without regard to case. */
  readonly fields?: Readonly<Record<string, RegExp>>
  /** Fields that the alert prints, or that are compared between events. */
  readonly prints?: readonly string[]
}

const ANY = /./
const PROBE = {
  fields: { 'aws.service.action.actionType': /PORT_PROBE/i },
  prints: [
    'aws.title',
    'aws.service.action.portProbeAction.portProbeDetails.remoteIpDetails.ipAddressV4',
    'aws.service.action.portProbeAction.portProbeDetails.localPortDetails.port',
  ],
}
const ITEM = ['aws.awsAccountId', 'aws.awsRegion', 'aws.resourceType', 'aws.resourceId', 'aws.configurationItemStatus']
const FLOW = ['aws.interface_id', 'aws.protocol']
const ALB = ['aws.error_reason', 'aws.action_executed', 'aws.elb']
const CALL = ['aws.eventSource', 'aws.eventName']
const MACIE = ['aws.type', 'aws.title']
const CHECK = ['aws.uuid', 'aws.check-name']
const KMS = ['aws.eventName', 'aws.userIdentity.type']
const KMS_USER = [...KMS, 'aws.userIdentity.userName', 'aws.sourceIPAddress']
const FINDING = ['aws.title', 'aws.severity']

/**
 * The field names and values that the published rules match on.
 *
 * @see https://github.com/wazuh/wazuh/blob/v4.14.0/ruleset/rules/0350-amazon_rules.xml
 */
export const RULES: Readonly<Record<number, Rule>> = {
  80200: { fields: { integration: /aws/i } },

  // CloudTrail. The name of the call also has to be in a list of the manager's.
  80202: { parent: 80200, fields: { 'aws.source': /cloudtrail/i, 'aws.eventName': ANY }, prints: CALL },
  80203: { parent: 80202, fields: { 'aws.errorCode': ANY }, prints: CALL },
  80250: { parent: 80203, fields: { 'aws.errorCode': /AccessDenied/i }, prints: CALL },
  80251: { parent: 80202, fields: { 'aws.eventName': /DeleteObjects/i }, prints: CALL },
  80253: { parent: 80202, fields: { 'aws.eventName': /ConsoleLogin/i }, prints: CALL },
  80254: { parent: 80253, fields: { 'aws.responseElements.ConsoleLogin': /Failure/i }, prints: CALL },

  // GuardDuty
  80300: { parent: 80200, fields: { 'aws.source': /guardduty/i } },
  80301: { parent: 80300, fields: { 'aws.severity': /0|1|2|3/ }, prints: ['aws.service.action.actionType'] },
  80302: { parent: 80300, fields: { 'aws.severity': /4|5|6/ }, prints: ['aws.service.action.actionType'] },
  80303: { parent: 80300, fields: { 'aws.severity': /7|8|9/ }, prints: ['aws.service.action.actionType'] },
  80305: { parent: 80301, ...PROBE },
  80306: { parent: 80302, ...PROBE },
  80307: { parent: 80303, ...PROBE },

  // Application load balancers
  80325: { parent: 80200, fields: { 'aws.source': /alb/i } },
  80326: { parent: 80325, fields: { 'aws.elb_status_code': /500/ }, prints: ALB },
  80327: { parent: 80325, fields: { 'aws.elb_status_code': /503/ }, prints: ALB },
  80328: { parent: 80325, fields: { 'aws.elb_status_code': /403/ }, prints: [...ALB, 'aws.user_agent'] },

  // Macie
  80350: { parent: 80200, fields: { 'aws.source': /macie/i } },
  80351: { parent: 80350, fields: { 'aws.severity.description': /LOW/i }, prints: MACIE },
  80352: { parent: 80350, fields: { 'aws.severity.description': /MEDIUM/i }, prints: MACIE },
  80353: { parent: 80350, fields: { 'aws.severity.description': /HIGH/i }, prints: MACIE },

  // S3 server access logs
  80360: { parent: 80200, fields: { 'aws.source': /s3_server_access/i } },
  80361: { parent: 80360, fields: { 'aws.operation': /DELETE/i }, prints: ['aws.request_uri'] },
  80362: { parent: 80360, fields: { 'aws.operation': /GET/i }, prints: ['aws.request_uri'] },
  80363: { parent: 80362, fields: { 'aws.operation': /^REST.GET.OBJECT$/i, 'aws.http_status': /200/ } },
  80364: { parent: 80360, fields: { 'aws.operation': /PUT/i }, prints: ['aws.request_uri'] },
  80365: { parent: 80364, fields: { 'aws.requester': /^svc:s3.amazonaws.com$/i }, prints: ['aws.request_uri'] },
  80366: { parent: 80360, fields: { 'aws.operation': /POST/i }, prints: ['aws.request_uri'] },
  80367: { parent: 80360, fields: { 'aws.error_code': /^(?!^$|^-$)./ } },
  80368: { parent: 80367, fields: { 'aws.error_code': /^AccessDenied$/ }, prints: ['aws.operation'] },
  80370: { parent: 80367, fields: { 'aws.error_code': /^InvalidSecurity$/ }, prints: ['aws.requester'] },

  // VPC flow logs
  80400: { parent: 80200, fields: { 'aws.source': /vpc/i } },
  80401: { parent: 80400, fields: { 'aws.action': /ACCEPT/i }, prints: FLOW },
  80402: { parent: 80400, fields: { 'aws.action': /REJECT/i }, prints: FLOW },

  // WAF
  80440: { parent: 80200, fields: { 'aws.source': /waf/i } },
  80441: { parent: 80440, fields: { 'aws.action': /ALLOW/i } },
  80442: { parent: 80440, fields: { 'aws.action': /BLOCK/i } },
  80443: { parent: 80442, prints: ['aws.httpRequest.clientIp'] },

  // Config
  80450: { parent: 80200, fields: { 'aws.source': /config/i } },
  80451: { parent: 80450, fields: { 'aws.log_info.log_file': /.ConfigHistory/i } },
  80452: { parent: 80450, fields: { 'aws.log_info.log_file': /.ConfigSnapshot/i } },
  80453: { parent: 80451, fields: { 'aws.configurationItemStatus': /OK/i }, prints: ITEM },
  80454: { parent: 80451, fields: { 'aws.configurationItemStatus': /ResourceDiscovered/i }, prints: ITEM },
  80455: { parent: 80451, fields: { 'aws.configurationItemStatus': /ResourceNotRecorded/i }, prints: ITEM },
  80456: { parent: 80451, fields: { 'aws.configurationItemStatus': /ResourceDeleted/i }, prints: ITEM },
  80457: { parent: 80451, fields: { 'aws.configurationItemStatus': /ResourceDeletedNotRecorded/i }, prints: ITEM },
  80475: { parent: 80452, prints: ITEM },
  80476: {
    parent: 80475,
    fields: { 'aws.configuration.complianceType': ANY },
    prints: [...ITEM, 'aws.configuration.configRuleList.configRuleName'],
  },

  // Trusted Advisor
  80480: { parent: 80200, fields: { 'aws.source': /trustedadvisor/i } },
  80481: { parent: 80480, fields: { 'aws.status': /ERROR/i }, prints: CHECK },
  80482: { parent: 80480, fields: { 'aws.status': /WARN/i }, prints: CHECK },
  80483: { parent: 80480, fields: { 'aws.status': /OK/i }, prints: CHECK },

  // KMS
  80490: { parent: 80200, fields: { 'aws.source': /kms/i } },
  80491: { parent: 80490, prints: KMS },
  80492: { parent: 80491, fields: { 'aws.userIdentity.userName': ANY }, prints: KMS_USER },
  80493: { parent: 80491, fields: { 'aws.userIdentity.invokedBy': /AWS Internal/i }, prints: KMS },
  80494: { parent: 80492, fields: { 'aws.userIdentity.invokedBy': /AWS Internal/i }, prints: KMS_USER },

  // Inspector
  80495: { parent: 80200, fields: { 'aws.source': /inspector/i }, prints: FINDING },
  80496: { parent: 80495, fields: { 'aws.severity': /High/i }, prints: FINDING },
  80497: { parent: 80495, fields: { 'aws.severity': /Medium/i }, prints: FINDING },
  80498: { parent: 80495, fields: { 'aws.severity': /Low/i }, prints: FINDING },
  80499: { parent: 80495, fields: { 'aws.severity': /Informational/i }, prints: FINDING },
}

/** The first rule of a type that looks at its `source`, and with it whether any other can fire. Default: 80200. */
export const BASE_RULES: Readonly<Record<string, number>> = {
  alb: 80325,
  cloudtrail: 80202,
  config: 80450,
  guardduty: 80300,
  server_access: 80360,
  vpcflow: 80400,
  waf: 80440,
}

/** Rules for what a service sends instead of a bucket. */
export const INSPECTOR_RULES: readonly number[] = [80495, 80496, 80497, 80498, 80499]
