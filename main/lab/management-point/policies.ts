/**
 * Which policies a device gets: the enabled task sequences deployed to its collections, as far as the deployment is for
 * media or for clients and, over a gateway, may run on the internet. Policies are made when asked for and are the same
 * every time, because their hash is in the assignment.
 * Trap: in Windows PE the start, expiry and deadline of a deployment are not evaluated, so they are not here either; the
 * start is in the policy for the client, which does look at it. Hidden deployments are in the list and the device leaves
 * them out, as `offeredTaskSequences` says.
 */
import { createHash, createHmac } from 'node:crypto';
import type { LabSite } from '../lab-site.ts';
import { withChildSequences } from '../data/sequence-xml.ts';
import type { LabDeployment, LabTaskSequence } from '../data/types.ts';
import { policyFlags, type PolicyReference } from '../wire/assignments.ts';
import { deploymentFlags, type DeploymentFlags } from '../wire/deployment-flags.ts';
import { policyLocation } from '../wire/paths.ts';
import { encodePolicyText, policyHash, renderTaskSequencePolicy } from '../wire/policy.ts';
import { ALL_UNKNOWN_COMPUTERS } from './devices.ts';

/** The third part of a task sequence policy's id, as published samples show it. */
const POLICY_SUFFIX = '6F6BCC28';

export interface LabPolicy {
  readonly policyId: string;
  /** As in the location: "1_00". */
  readonly version: string;
  /** Before encryption. */
  readonly body: Uint8Array;
  readonly reference: PolicyReference;
}

export interface PolicyQuestion {
  readonly collectionIds: readonly string[];
  /** Over a gateway: what is for the intranet only is left out. */
  readonly isInternet: boolean;
}

/** The policies of a device started from media; without a question, of an unknown computer over a gateway. */
export function policiesForMedia(
  site: LabSite,
  question: PolicyQuestion = { collectionIds: [ALL_UNKNOWN_COMPUTERS], isInternet: true },
): readonly LabPolicy[] {
  return policiesFor(site, question, (flags) => flags.isForMedia);
}

/** The policies of a registered client. */
export function policiesForClient(site: LabSite, question: PolicyQuestion): readonly LabPolicy[] {
  return policiesFor(site, question, (flags) => flags.isForClients);
}

function policiesFor(
  site: LabSite,
  question: PolicyQuestion,
  isAvailable: (flags: DeploymentFlags) => boolean,
): readonly LabPolicy[] {
  return site.world.deployments.flatMap((deployment): readonly LabPolicy[] => {
    const flags = deploymentFlags(deployment);
    if (!question.collectionIds.includes(deployment.collectionId) || !isAvailable(flags)) return [];
    if (question.isInternet && !flags.isInternetAllowed) return [];
    const sequence = site.world.taskSequences.find((one) => one.packageId === deployment.packageId);
    return sequence?.isEnabled === true ? [makePolicy(site, deployment, sequence)] : [];
  });
}

function makePolicy(site: LabSite, deployment: LabDeployment, sequence: LabTaskSequence): LabPolicy {
  const policyId = `${deployment.advertisementId}-${sequence.packageId}-${POLICY_SUFFIX}`;
  const version = `${sequence.sourceVersion}_00`;
  const text = renderTaskSequencePolicy(
    {
      name: sequence.name,
      packageId: sequence.packageId,
      sourceVersion: String(sequence.sourceVersion),
      advertisementId: deployment.advertisementId,
      advertFlags: deployment.advertFlags,
      remoteClientFlags: deployment.remoteClientFlags,
      startTime: deployment.presentTime,
      isRequired: deployment.offerType === 0,
      bootImageId: sequence.bootImageId,
      sequence: withChildSequences(sequence.xml(), (id) =>
        site.world.taskSequences.find((one) => one.packageId === id)?.xml(),
      ),
    },
    seedOf(site, policyId, version),
  );
  const body = encodePolicyText(text);
  return {
    policyId,
    version,
    body,
    reference: {
      assignmentId: assignmentGuid(policyId),
      policyId,
      version: version.replace('_', '.'),
      category: 'TaskSequence',
      flags: policyFlags.taskSequence + policyFlags.requiresAuth + policyFlags.secret,
      hash: policyHash(body),
      location: policyLocation(policyId, version),
    },
  };
}

/** 40 bytes that stay the same for a policy; they hide nothing (see wire/secret-blob.ts). */
function seedOf(site: LabSite, policyId: string, version: string): Uint8Array {
  const seed = createHmac('sha512', site.world.hierarchyId).update(`${policyId}.${version}`).digest();
  return new Uint8Array(seed.subarray(0, 40));
}

function assignmentGuid(policyId: string): string {
  const hex = createHash('sha256').update(policyId).digest('hex');
  return `{${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}}`;
}
