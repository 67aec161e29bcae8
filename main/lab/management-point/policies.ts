/**
 * Which policies a device gets: the deployments to All Unknown Computers that media may see and that run on the
 * internet. Policies are made when asked for and are the same every time, because their hash is in the assignment.
 * Trap: in Windows PE the start, expiry and deadline of a deployment are not evaluated, so they are not here either;
 * hidden deployments are in the list and the device leaves them out, as `offeredTaskSequences` says.
 */
import { createHash, createHmac } from 'node:crypto';
import type { LabSite } from '../lab-site.ts';
import type { LabDeployment, LabTaskSequence } from '../data/types.ts';
import { normalId } from '../store.ts';
import { policyFlags, type PolicyReference } from '../wire/assignments.ts';
import { policyLocation } from '../wire/paths.ts';
import { encodePolicyText, policyHash, renderTaskSequencePolicy } from '../wire/policy.ts';

/** Built-in collection of the unknown computer objects. */
const ALL_UNKNOWN_COMPUTERS = 'SMS000US';
/** AdvertFlags: media and PXE; media and PXE only; hidden (reference adminservice 2.6). */
const MEDIA_FLAGS = [0x00040000, 0x10000000, 0x20000000] as const;
const INTRANET_ONLY = 0x00080000;
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

/** Is this the SMSID of one of the site's unknown computer objects? */
export function isUnknownComputer(site: LabSite, clientId: string): boolean {
  return site.world.unknownComputers.some((one) => normalId(one.guid) === normalId(clientId));
}

/** The policies of an unknown computer started from media over a gateway. */
export function policiesForMedia(site: LabSite): readonly LabPolicy[] {
  return site.world.deployments.filter(isForMediaOnInternet).flatMap((deployment): readonly LabPolicy[] => {
    const sequence = site.world.taskSequences.find((one) => one.packageId === deployment.packageId);
    return sequence?.isEnabled === true ? [makePolicy(site, deployment, sequence)] : [];
  });
}

function isForMediaOnInternet(deployment: LabDeployment): boolean {
  return (
    deployment.collectionId === ALL_UNKNOWN_COMPUTERS &&
    MEDIA_FLAGS.some((flag) => hasFlag(deployment.advertFlags, flag)) &&
    !hasFlag(deployment.advertFlags, INTRANET_ONLY)
  );
}

/** Single-bit test without bitwise operators, which would turn flags above 2^31 negative. */
function hasFlag(flags: number, flag: number): boolean {
  return Math.floor(flags / flag) % 2 === 1;
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
      sequence: sequence.xml(),
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
