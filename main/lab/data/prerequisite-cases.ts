/**
 * Which task sequence, deployment or server of Contoso fails which prerequisite (spec 5.2, C01-C28), one thing at a
 * time; everything else about the case passes. PS100010 passes all of them.
 * Trap: C14, C15, C16, C17, C19, C23 and C24 are about the medium or the device and cannot be seen at a site; they
 * are not here. C18, C21 and C22 are facts of the whole site (see `siteFacts`).
 */

export interface PrerequisiteCase {
  readonly condition: string;
  /** Task sequence that shows it; its one deployment is the deployment that shows it. */
  readonly packageId?: string;
  /** Server or gateway that shows it. */
  readonly hostName?: string;
  readonly what: string;
}

/** The deployment that passes everything: PS100010 to All Unknown Computers. */
export const PASSING_TASK_SEQUENCE = 'PS100010';

export const prerequisiteCases: readonly PrerequisiteCase[] = [
  {
    condition: 'C01',
    packageId: 'PS100011',
    what: 'boot image PS100005 holds client 5.00.8968 (version 2002)',
  },
  { condition: 'C02', hostName: 'contoso-old.contoso.test', what: 'the gateway is stopped (State 6)' },
  { condition: 'C03', hostName: 'mp02.contoso.test', what: 'AllowProxyTraffic is 0' },
  { condition: 'C04', hostName: 'mp03.contoso.test', what: 'SslState 0: plain HTTP' },
  { condition: 'C05', hostName: 'mp04.contoso.test', what: 'MPIntranetFacing 0: internet only' },
  { condition: 'C06', hostName: 'contoso-edge.contoso.test', what: 'ready, but serves no content' },
  { condition: 'C07', packageId: 'PS100012', what: 'PS100037 was never distributed to the gateway' },
  { condition: 'C07', packageId: 'PS100013', what: 'PS100038 is still being copied to the gateway' },
  { condition: 'C07', packageId: 'PS100014', what: 'PS100039: copying to the gateway failed' },
  { condition: 'C07', packageId: 'PS100015', what: 'PS10003A: the gateway holds an older source version' },
  { condition: 'C08', packageId: 'PS100016', what: 'client settings of PS100C03: AllowCloudDP false' },
  { condition: 'C09', packageId: 'PS100017', what: 'client settings of PS100C04: AllowCMG false' },
  { condition: 'C10', packageId: 'PS100018', what: 'Apply Network Settings joins a domain' },
  { condition: 'C10', packageId: 'PS100019', what: 'workgroup first, but a later step joins a domain' },
  { condition: 'C11', packageId: 'PS10001A', what: 'AdvertFlags bit 0x80000 set: not on the internet' },
  { condition: 'C12', packageId: 'PS10001B', what: 'available to Configuration Manager clients only' },
  { condition: 'C13', packageId: 'PS10001C', what: 'downloads all content before starting' },
  { condition: 'C13', packageId: 'PS10001D', what: 'accesses content directly from a distribution point' },
  { condition: 'C20', packageId: 'PS10001E', what: 'client installation properties without CCMHOSTNAME' },
  { condition: 'C20', packageId: 'PS10001F', what: 'CCMHOSTNAME names the stopped gateway' },
  { condition: 'C25', packageId: 'PS100021', what: 'runs another program first' },
  {
    condition: 'C26',
    packageId: 'PS100022',
    what: 'BitLocker key goes to Active Directory, no continue on error',
  },
  { condition: 'C27', packageId: 'PS100023', what: 'AdvertFlags 0x10000: peer caching' },
  {
    condition: 'C28',
    packageId: 'PS100024',
    what: 'random password: the local administrator stays disabled',
  },
];

/** What the whole site shows for the conditions that are no matter of one task sequence. */
export const siteFacts: Readonly<Record<'C18' | 'C21' | 'C22', string>> = {
  C18: 'RootCertThumbprint of the gateways is set: their certificates come from a private PKI (the lab root)',
  C21: 'PS1 has Type 2: a primary site',
  C22: 'ps1.contoso.test is SMS Provider and management point',
};
