/**
 * Names of blob storage: which host, account and container hold a package. And what the parts of the storage share.
 */
import type { ContentPackage } from '../content-store.ts';
import type { LabWorld } from '../data/types.ts';
import type { LabJournal } from '../journal.ts';
import type { LabPki } from '../pki.ts';

/** What storage and front need of the lab. */
export interface BlobContext {
  readonly dataFolder: string;
  readonly clock: () => Date;
  readonly pki: LabPki;
  readonly journal: LabJournal;
  readonly world: LabWorld;
  readonly content: ReadonlyMap<string, ContentPackage>;
}

/** "contoso-cmg.contoso.test" keeps its content in "contosocmg.blob.contoso.test", as the service names both alike. */
export function blobHostOf(gatewayHostName: string): string {
  const [label = '', ...domain] = gatewayHostName.toLowerCase().split('.');
  return [label.replaceAll(/[^a-z0-9]/g, ''), 'blob', ...domain].join('.');
}

/** Container of a package: small letters, digits and single hyphens are all that is allowed. */
export function containerOf(content: Pick<ContentPackage, 'packageId' | 'version'>): string {
  return `content-${content.packageId.toLowerCase().replaceAll(/[^a-z0-9]/g, 'x')}-${content.version}`;
}

/** "contosocmg" of "contosocmg.blob.contoso.test" */
export function accountOf(blobHost: string): string {
  return blobHost.split('.')[0] ?? '';
}
