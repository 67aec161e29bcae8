/**
 * The lab site as one object: its world, certificates, memory, journal and content. Servers (AdminService, management
 * point, gateway, distribution point) are handed this object and keep no state of their own.
 * Trap: everything here is the lab's; the builder meets it over HTTPS only and never imports it.
 */
import { mkdir } from 'node:fs/promises';
import { openBlobStorage, type BlobStorage, type BlobStorageKind } from './content/blob-storage.ts';
import { BOOT_IMAGE_PACKAGE, openContent, type ContentPackage } from './content-store.ts';
import { contosoWorld, type WorldVariant } from './data/world.ts';
import type { LabWorld } from './data/types.ts';
import { openJournal, type LabJournal } from './journal.ts';
import { openPki, type LabPki } from './pki.ts';
import { openStore, type LabStore } from './store.ts';

export interface LabSiteOptions {
  /** Made when absent; may be deleted at any time the lab does not run. */
  readonly dataFolder: string;
  readonly clock?: (() => Date) | undefined;
  /** How many task sequences the site has altogether; below 45 means 45. */
  readonly scale?: number | undefined;
  /** Start of the pseudo-random numbers that fill a scaled site. */
  readonly seed?: number | undefined;
  /** Folder with boot-image.json, the content of PS100001. */
  readonly bootImageFolder?: string | undefined;
  /** Folder with the lab's own systems and its client, see data/system-packages.ts. */
  readonly systemImageFolder?: string | undefined;
  /** A site that differs from Contoso in some facts. */
  readonly variant?: WorldVariant | undefined;
  /** Classes the AdminService refuses, as a site does to an account without rights. */
  readonly refusedClasses?: readonly string[] | undefined;
  /** What serves the files of packages over a gateway; absent: the lab's own content, without Azurite. */
  readonly blobStorage?: BlobStorageKind | undefined;
}

export interface LabSite {
  readonly siteCode: string;
  readonly dataFolder: string;
  readonly clock: () => Date;
  readonly pki: LabPki;
  readonly store: LabStore;
  readonly journal: LabJournal;
  /** What exists at the site: task sequences, deployments, gateways, unknown computers. */
  readonly world: LabWorld;
  /** Content by package id ("PS100001"). */
  readonly content: ReadonlyMap<string, ContentPackage>;
  readonly refusedClasses: readonly string[];
  /** Where devices on the internet get the files of packages. */
  readonly blobs: BlobStorage;
  /** Writes everything down and closes files; the object is not used afterwards. */
  close(): Promise<void>;
}

/** Opens the lab site of a data folder, making what is missing. */
export async function openLabSite(options: LabSiteOptions): Promise<LabSite> {
  const clock = options.clock ?? (() => new Date());
  await mkdir(options.dataFolder, { recursive: true, mode: 0o700 });
  const pki = await openPki(options.dataFolder, clock);
  const store = await openStore(options.dataFolder, clock);
  const world = contosoWorld({ scale: options.scale, seed: options.seed, variant: options.variant });
  const content = await openContent(world, {
    bootImage: options.bootImageFolder,
    systemImage: options.systemImageFolder,
  });
  const journal = openJournal(options.dataFolder, clock);
  journal.record('lab', 'opened', {
    taskSequences: world.taskSequences.length,
    packagesWithContent: [...content.keys()],
  });
  if (!content.has(BOOT_IMAGE_PACKAGE)) {
    journal.record('content', 'boot-image-absent', { packageId: BOOT_IMAGE_PACKAGE });
  }
  const { dataFolder } = options;
  const blobs = await openBlobStorage(
    { dataFolder, clock, pki, journal, world, content },
    options.blobStorage ?? 'folder',
  );
  return {
    siteCode: world.siteCode,
    dataFolder: options.dataFolder,
    clock,
    pki,
    store,
    journal,
    world,
    content,
    refusedClasses: options.refusedClasses ?? [],
    blobs,
    async close() {
      await blobs.close();
      await store.flush();
      await journal.close();
    },
  };
}
