/**
 * The conditions C01-C28 of an operating system deployment over a cloud management gateway with boot media: which rule
 * judges each, and whether it is mandatory (a verdict may say otherwise where that depends on what was found).
 * Rules are pure: facts in, verdict out.
 */
import type { PrerequisiteFacts } from './facts.ts';
import { clientMayUseCloudContent, clientMayUseGateway, contentIsOnGateway } from './rules-content.ts';
import {
  contentIsDownloadedOnDemand,
  deploymentIsForMedia,
  deploymentRunsOnInternet,
  gatewayHasWhatIsAskedFor,
} from './rules-deployment.ts';
import {
  certificateFits,
  deviceHasIpv4,
  deviceIsOnline,
  deviceIsWired,
  gatewayIsReachable,
  mediumHasPassword,
  mediumIsForGateway,
  mediumTrustsGateway,
} from './rules-medium.ts';
import {
  gatewayIsReady,
  gatewayServesContent,
  managementPointIsNotInternetOnly,
  managementPointIsSecure,
  managementPointTakesTraffic,
  providersAreManagementPoints,
  siteIsPrimary,
  versionIsNewEnough,
} from './rules-site.ts';
import {
  administratorHasPassword,
  bitLockerNeedsNoDomain,
  clientKnowsGateway,
  joinsWorkgroup,
  noProgramRunsFirst,
} from './rules-task-sequence.ts';
import type { Verdict } from './verdict.ts';

interface Rule {
  readonly judge: (facts: PrerequisiteFacts) => Verdict;
  readonly isMandatory: boolean;
}

const must = (judge: Rule['judge']): Rule => ({ judge, isMandatory: true });
const should = (judge: Rule['judge']): Rule => ({ judge, isMandatory: false });

export const RULES = {
  C01: must(versionIsNewEnough),
  C02: must(gatewayIsReady),
  C03: must(managementPointTakesTraffic),
  C04: must(managementPointIsSecure),
  // Versions 2010 and 2103 only.
  C05: should(managementPointIsNotInternetOnly),
  C06: must(gatewayServesContent),
  C07: must(contentIsOnGateway),
  C08: must(clientMayUseCloudContent),
  C09: must(clientMayUseGateway),
  C10: must(joinsWorkgroup),
  C11: must(deploymentRunsOnInternet),
  C12: must(deploymentIsForMedia),
  C13: must(contentIsDownloadedOnDemand),
  C14: must(deviceIsOnline),
  C15: must(deviceIsWired),
  C16: must(mediumIsForGateway),
  C17: should(mediumHasPassword),
  // With a private PKI.
  C18: should(mediumTrustsGateway),
  // With an imported certificate.
  C19: should(certificateFits),
  C20: must(clientKnowsGateway),
  C21: must(siteIsPrimary),
  // Version 2409.
  C22: should(providersAreManagementPoints),
  C23: must(gatewayIsReachable),
  C24: must(deviceHasIpv4),
  C25: must(noProgramRunsFirst),
  C26: must(bitLockerNeedsNoDomain),
  C27: should(gatewayHasWhatIsAskedFor),
  C28: should(administratorHasPassword),
} as const satisfies Record<string, Rule>;

export type ConditionId = keyof typeof RULES;
