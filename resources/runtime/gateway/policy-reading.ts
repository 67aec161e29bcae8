/**
 * From an assignment to the task sequence in it: fetched, opened with the caller's key, compared with the hash of the
 * assignment. The same for media and registered clients.
 */
import type { KeyObject } from 'node:crypto';
import { MediaError } from '#base/errors/media-error.ts';
import type { PolicyReference } from '#lab/wire/assignments.ts';
import { policyPath } from '#lab/wire/paths.ts';
import {
  openPolicyBody,
  policyHash,
  readTaskSequencePolicy,
  type TaskSequencePolicy,
} from '#lab/wire/policy.ts';
import { clientTokenHeaders, createClientToken } from '#lab/wire/signature.ts';
import { openEnvelope } from '../crypto/envelope.ts';
import type { Sender, SiteLink } from './site-link.ts';

/** Policies a site can have for one computer are dozens; a list beyond this is not believed. */
const MAX_POLICIES = 2000;

/** Those assignments that may be task sequences. @throws MediaError E_RT_SITE_ANSWER for a list nobody believes */
export function taskSequenceReferences(references: readonly PolicyReference[]): readonly PolicyReference[] {
  if (references.length > MAX_POLICIES)
    throw new MediaError(
      'E_RT_SITE_ANSWER',
      `${references.length} assignments, at most ${MAX_POLICIES} are read`,
    );
  return references.filter((one) => one.category === undefined || one.category === 'TaskSequence');
}

/**
 * The task sequence of a policy, undefined when it holds none.
 * @throws MediaError E_RT_SITE_ANSWER, E_RT_POLICY_HASH, E_RT_POLICY_SECRET, …
 */
export async function readAssignedPolicy(
  link: SiteLink,
  sender: Sender & { readonly privateKey: KeyObject },
  reference: PolicyReference,
): Promise<TaskSequencePolicy | undefined> {
  const { signer, privateKey } = sender;
  const path = policyPath(reference.location, 'mediaId' in signer ? 'media' : 'client');
  if (path === undefined)
    throw new MediaError('E_RT_SITE_ANSWER', `policy location "${reference.location.slice(0, 200)}"`);
  const answer = await link.send({
    path,
    method: 'GET',
    headers: () => clientTokenHeaders(createClientToken(signer, link.signingTime())),
    what: `policy ${reference.policyId}`,
  });
  return await link.translate(() => {
    const open = (envelope: Uint8Array): Uint8Array => {
      const plain = openEnvelope(envelope, privateKey);
      checkHash(plain, reference);
      return plain;
    };
    const text = openPolicyBody(answer.bytes, { openEnvelope: open });
    if (answer.bytes[0] !== 0x30) checkHash(answer.bytes, reference);
    return Promise.resolve(readTaskSequencePolicy(text));
  });
}

/** @throws MediaError E_RT_POLICY_HASH when the body before encryption is not the one that was assigned. */
function checkHash(plain: Uint8Array, reference: PolicyReference): void {
  const wanted = reference.hash;
  if (!wanted.startsWith('SHA256:') || wanted.toUpperCase() === policyHash(plain)) return;
  throw new MediaError(
    'E_RT_POLICY_HASH',
    `policy ${reference.policyId} has ${policyHash(plain)}, the assignment says ${wanted}`,
  );
}
