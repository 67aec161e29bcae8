/**
 * What Software Center offers out of the policy: deployments for clients that may run over the internet, because this
 * client always asks through a gateway. Those for media only, hidden ones, and those not begun yet are left out.
 * A task sequence counts as an operating system when it has a boot image or upgrades the system.
 */
import { deploymentFlags } from '#lab/wire/deployment-flags.ts';
import type { TaskSequencePolicy } from '#lab/wire/policy.ts';
import type { Offer } from './software-center/model.ts';
import type { HistoryEntry } from './store.ts';

const UPGRADE_STEP = 'SMS_TaskSequence_UpgradeOperatingSystemAction';
const APPLY_STEP = 'SMS_TaskSequence_ApplyOperatingSystemAction';

export function offersOf(
  policies: readonly TaskSequencePolicy[],
  history: readonly HistoryEntry[],
  now: Date,
): readonly Offer[] {
  return policies
    .filter((policy) => isOffered(policy, now))
    .map((policy): Offer => {
      const replaces = policy.sequence.includes(UPGRADE_STEP) || policy.sequence.includes(APPLY_STEP);
      const last = history.find((one) => one.deployment === policy.advertisementId);
      return {
        id: policy.advertisementId,
        packageId: policy.packageId,
        name: policy.name,
        version: '',
        kind: policy.bootImageId !== '' || replaces ? 'operating-system' : 'application',
        isRequired: policy.isRequired,
        startsBootImage: policy.bootImageId !== '',
        download: deploymentFlags(policy).download,
        state: stateOf(last),
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function isOffered(policy: TaskSequencePolicy, now: Date): boolean {
  const flags = deploymentFlags(policy);
  if (!flags.isForClients || flags.isHidden || !flags.isInternetAllowed) return false;
  return policy.startTime === '' || new Date(policy.startTime) <= now;
}

function stateOf(last: HistoryEntry | undefined): Offer['state'] {
  if (last === undefined) return 'available';
  return ({ running: 'installing', succeeded: 'installed', failed: 'failed' } as const)[last.result];
}
