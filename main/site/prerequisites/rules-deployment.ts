/**
 * The deployment: C11-C13, C27 (reference adminservice 2.6).
 * Trap: AdvertFlags 0x80000 means "intranet only"; that the check box of the console is this bit is inferred from the
 * bit's name. Schedules do not count: Windows PE from media ignores them.
 */
import type { PrerequisiteFacts } from './facts.ts';
import { fail, hasBit, judge, pass, seen, warn, type Verdict } from './verdict.ts';

const INTRANET_ONLY = 0x8_0000;
const PEER_CACHING = 0x1_0000;
/** ENABLE_TS_FROM_CD_AND_PXE, TARGETTOWINPE, HIDDENINWINPE: any of them offers it to media. */
const FOR_MEDIA: readonly number[] = [0x4_0000, 0x1000_0000, 0x2000_0000];
const ON_DEMAND: readonly number[] = [0x100, 0x200];
const DIRECT: readonly number[] = [0x8, 0x80];
const ALL_FIRST: readonly number[] = [0x10, 0x40];
const ALL_UNKNOWN_COMPUTERS = 'SMS000US';

const isAny = (flags: number, bits: readonly number[]): boolean => bits.some((bit) => hasBit(flags, bit));
const hex = (flags: number): string => `0x${flags.toString(16).toUpperCase().padStart(8, '0')}`;

/** C11: may run on the internet. */
export function deploymentRunsOnInternet({ deployment }: PrerequisiteFacts): Verdict {
  return judge(deployment, ({ advertisementId: id, advertFlags }) => {
    const evidence = [seen(`SMS_Advertisement('${id}').AdvertFlags`, hex(advertFlags))];
    return hasBit(advertFlags, INTRANET_ONLY)
      ? fail('C11.fail', { id }, evidence)
      : pass('C11.pass', { id }, evidence);
  });
}

/** C12: media are offered the task sequence. */
export function deploymentIsForMedia(facts: PrerequisiteFacts): Verdict {
  const { taskSequence, deployments, deployment, collection, question } = facts;
  return judge(taskSequence, ({ packageId, name, isEnabled }) => {
    const values = { name, taskSequence: packageId };
    if (!isEnabled) {
      const source = `SMS_TaskSequencePackage('${packageId}').TsEnabled`;
      return fail('C12.disabled', values, [seen(source, false)]);
    }
    if ('known' in deployments && deployments.known.length === 0) {
      const source = `SMS_Advertisement where PackageID eq '${packageId}'`;
      return fail('C12.notDeployed', values, [seen(source, 'rows=0')]);
    }
    return judge(deployment, ({ advertisementId: id, advertFlags, collectionId }) => {
      const evidence = [seen(`SMS_Advertisement('${id}').AdvertFlags`, hex(advertFlags))];
      if (!isAny(advertFlags, FOR_MEDIA)) return fail('C12.clients', { ...values, id }, evidence);
      const about = { ...values, id, collection: collectionId };
      if (collectionId === ALL_UNKNOWN_COMPUTERS && question.medium?.unknownComputers === false)
        return warn('C12.unknownComputers', about, evidence);
      // The number of members is a hint on top; without it the condition itself is still known.
      if ('known' in collection) {
        const { memberCount } = collection.known;
        const source = `SMS_Collection('${collectionId}').MemberCount`;
        if (memberCount === 0) return warn('C12.empty', about, [...evidence, seen(source, 0)]);
      }
      return pass('C12.pass', about, evidence);
    });
  });
}

/** C13: content is downloaded when the running task sequence needs it. */
export function contentIsDownloadedOnDemand({ deployment }: PrerequisiteFacts): Verdict {
  return judge(deployment, ({ advertisementId: id, remoteClientFlags }) => {
    const flags = hex(remoteClientFlags);
    const evidence = [seen(`SMS_Advertisement('${id}').RemoteClientFlags`, flags)];
    if (isAny(remoteClientFlags, DIRECT)) return fail('C13.direct', { id, flags }, evidence);
    if (isAny(remoteClientFlags, ON_DEMAND)) return pass('C13.pass', { id, flags }, evidence);
    return fail(isAny(remoteClientFlags, ALL_FIRST) ? 'C13.first' : 'C13.other', { id, flags }, evidence);
  });
}

/** C27: nothing is asked for that a gateway does not have. */
export function gatewayHasWhatIsAskedFor({ deployment }: PrerequisiteFacts): Verdict {
  return judge(deployment, ({ advertisementId: id, advertFlags }) => {
    const evidence = [seen(`SMS_Advertisement('${id}').AdvertFlags`, hex(advertFlags))];
    return hasBit(advertFlags, PEER_CACHING)
      ? warn('C27.peer', { id }, evidence)
      : pass('C27.pass', { id }, evidence);
  });
}
