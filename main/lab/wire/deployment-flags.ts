/**
 * What the bits of a deployment mean for a device: AdvertFlags and RemoteClientFlags of SMS_Advertisement (reference:
 * adminservice 2.6; the names of the bits are public, the reading of the download options follows from them).
 * Trap: flags go up to 2^31, where bitwise operators of JavaScript turn negative; hence the division.
 */
const ADVERT = {
  mediaAndPxe: 0x0004_0000,
  intranetOnly: 0x0008_0000,
  onlyMediaAndPxe: 0x1000_0000,
  hidden: 0x2000_0000,
} as const;

const REMOTE = {
  runFromLocal: 0x8,
  runFromRemote: 0x80,
  onDemandFromLocal: 0x100,
  onDemandFromRemote: 0x200,
} as const;

export interface DeploymentFlags {
  /** "Allow task sequence to run for client on the Internet". */
  readonly isInternetAllowed: boolean;
  /** "Make available to": Software Center offers it. */
  readonly isForClients: boolean;
  readonly isForMedia: boolean;
  /** Only media that name it see it (SMSTSPreferredAdvertID). */
  readonly isHidden: boolean;
  /** When content is fetched: as steps need it, all before the start, or never (read at the distribution point). */
  readonly download: 'when-needed' | 'before-start' | 'never';
}

export function deploymentFlags(deployment: {
  readonly advertFlags: number;
  readonly remoteClientFlags: number;
}): DeploymentFlags {
  const { advertFlags, remoteClientFlags: remote } = deployment;
  const isHidden = hasBit(advertFlags, ADVERT.hidden);
  const isOnlyMedia = isHidden || hasBit(advertFlags, ADVERT.onlyMediaAndPxe);
  const isOnDemand = hasBit(remote, REMOTE.onDemandFromLocal) || hasBit(remote, REMOTE.onDemandFromRemote);
  const isDirect = hasBit(remote, REMOTE.runFromLocal) || hasBit(remote, REMOTE.runFromRemote);
  return {
    isInternetAllowed: !hasBit(advertFlags, ADVERT.intranetOnly),
    isForClients: !isOnlyMedia,
    isForMedia: isOnlyMedia || hasBit(advertFlags, ADVERT.mediaAndPxe),
    isHidden,
    download: isDirect ? 'never' : isOnDemand ? 'when-needed' : 'before-start',
  };
}

function hasBit(flags: number, bit: number): boolean {
  return Math.floor(flags / bit) % 2 === 1;
}
