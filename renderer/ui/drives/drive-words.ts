/** What is said of a drive, as keys of the area "drives" and values; pure, so that every case is a line in a test. */
import type { DriveView } from '#contract/drives.ts';

type Finding = DriveView['findings'][number];

/** A size or a list of places that the sentence names; written in the user's language where it is shown. */
export interface FindingValues {
  readonly places: readonly string[];
  readonly limitBytes: number;
  readonly count: number;
}

export type FindingKey =
  | 'system'
  | 'held'
  | 'mounted'
  | 'mountedUnusual'
  | 'fixed'
  | 'large'
  | 'data'
  | 'loop'
  | 'empty'
  | 'readOnly'
  | 'target'
  | 'tooSmall'
  | 'source'
  | 'incompleteFacts';

const KEYS: Readonly<Record<string, FindingKey>> = {
  E_DEVICE_SYSTEM: 'system',
  E_DEVICE_FIXED: 'fixed',
  E_DEVICE_LARGE: 'large',
  E_DEVICE_DATA: 'data',
  E_DEVICE_LOOP: 'loop',
  E_DEVICE_EMPTY: 'empty',
  E_DEVICE_READ_ONLY: 'readOnly',
  E_DEVICE_TARGET: 'target',
  E_DEVICE_TOO_SMALL: 'tooSmall',
  E_DEVICE_SOURCE: 'source',
  E_DEVICE_LIST: 'incompleteFacts',
};

/** The sentence for a finding; undefined for a code this window does not know, whose own message is shown then. */
export function findingKey({ code, severity }: Finding): FindingKey | undefined {
  if (code !== 'E_DEVICE_IN_USE') return KEYS[code];
  return severity === 'never' ? 'held' : severity === 'confirm' ? 'mountedUnusual' : 'mounted';
}

/** Each sentence once: a drive with two mounted partitions has two findings that say the same. */
export function findingsOf({ findings }: DriveView): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = findingKey(finding) ?? finding.message;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** What the sentences of a drive name. */
export function findingValues({ volumes }: DriveView, largeBytes: number): FindingValues {
  return {
    places: volumes.flatMap(({ mountpoints }) => mountpoints),
    limitBytes: largeBytes,
    count: volumes.filter(({ fileSystem }) => fileSystem !== null).length,
  };
}

export type BadgeId =
  'removable' | 'fixed' | 'card' | 'readOnly' | 'large' | 'loop' | 'ours' | 'expired' | 'unfinished';

/** Short words beside the name, what matters most first. `now` in milliseconds. */
export function badgesOf(view: DriveView, now: number): readonly BadgeId[] {
  const { contents, findings, isCard, isReadOnly, isRemovable, isVirtual } = view;
  const medium = contents.kind === 'media' ? contents.medium : null;
  const all: readonly (readonly [BadgeId, boolean])[] = [
    ['readOnly', isReadOnly],
    ['fixed', !isRemovable && !isVirtual],
    ['large', findings.some(({ code }) => code === 'E_DEVICE_LARGE')],
    ['loop', isVirtual],
    ['card', isCard],
    ['removable', isRemovable && !isCard && !isVirtual],
    ['ours', contents.kind === 'media' && contents.state !== 'foreign-media'],
    ['unfinished', isUnfinished(contents)],
    ['expired', medium !== null && Date.parse(medium.expires) < now],
  ];
  return all.flatMap(([id, applies]) => (applies ? [id] : []));
}

function isUnfinished(contents: DriveView['contents']): boolean {
  return contents.kind === 'unfinished' || (contents.kind === 'media' && contents.state === 'incomplete');
}

const BUSES: Readonly<Record<string, string>> = {
  usb: 'USB',
  nvme: 'NVMe',
  sata: 'SATA',
  ata: 'ATA',
  scsi: 'SCSI',
  sas: 'SAS',
  sd: 'SD',
  mmc: 'MMC',
  virtio: 'VirtIO',
  ieee1394: 'FireWire',
  thunderbolt: 'Thunderbolt',
};

/** Names of buses are the same in all languages; undefined for a drive that is on none or on an unknown one. */
export function busName(busType: string): string | undefined {
  return BUSES[busType.toLowerCase()];
}
