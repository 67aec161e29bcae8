/**
 * Which device asks and which collections it is in. Lab rules: the two unknown computer objects are in All Unknown
 * Computers, every registered client is in PS100C06 "Remote workers".
 * Trap: a computer the site knows is not an unknown one any more; what is deployed to unknown computers is not its.
 */
import type { LabSite } from '../lab-site.ts';
import { normalId } from '../store.ts';
import type { ComputerIds, KnownComputer } from '../wire/client-id.ts';
import { clientGuid } from '../wire/signature.ts';

export const ALL_UNKNOWN_COMPUTERS = 'SMS000US';
const ALL_SYSTEMS = 'SMS00001';
const ALL_CLIENTS = 'SMSDM003';
export const REMOTE_WORKERS = 'PS100C06';

export interface Device {
  readonly kind: 'unknown' | 'known';
  readonly collectionIds: readonly string[];
}

/** Is this the SMSID of one of the site's unknown computer objects? */
export function isUnknownComputer(site: Pick<LabSite, 'world'>, clientId: string): boolean {
  return site.world.unknownComputers.some((one) => normalId(one.guid) === normalId(clientId));
}

/** The device of an SMSID; undefined when the site has none. */
export function deviceOf(site: LabSite, clientId: string): Device | undefined {
  if (isUnknownComputer(site, clientId))
    return { kind: 'unknown', collectionIds: [ALL_SYSTEMS, ALL_UNKNOWN_COMPUTERS] };
  if (site.store.client(clientId) === undefined) return undefined;
  return { kind: 'known', collectionIds: [ALL_SYSTEMS, ALL_CLIENTS, REMOTE_WORKERS] };
}

/**
 * The registered client that is this computer, by its SMBIOS GUID; of several (it was installed again) the newest. MAC
 * addresses do not decide (ours): adapters and docking stations are lent, and then one computer would be another.
 */
export function knownComputer(site: LabSite, ids: ComputerIds): KnownComputer | undefined {
  const smbiosGuid = normalId(ids.smbiosGuid);
  if (!isTellingGuid(smbiosGuid)) return undefined;
  const found = site.store
    .clients()
    .filter((one) => one.smbiosGuid === smbiosGuid)
    .sort((a, b) => b.registeredAt.localeCompare(a.registeredAt))[0];
  return found === undefined ? undefined : { clientId: clientGuid(found.smsId), name: found.name };
}

/** Some makers leave it empty or fill in the same digit everywhere. */
function isTellingGuid(guid: string): boolean {
  const digits = guid.replaceAll('-', '');
  return /^[0-9a-f]{32}$/.test(digits) && new Set(digits).size > 2;
}
