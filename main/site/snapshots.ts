/** What sites had when they were last asked, for times without them. One file for each connection; it holds no secret. */
import { z } from 'zod';
import type { MediaError } from '#base/errors/media-error.ts';
import type { Clock } from '#platform/clock.ts';
import { createJsonStore, type JsonStore } from '#platform/json-store.ts';
import type { SiteCatalog } from './catalog.ts';
import type { SiteContents } from './catalog-contents.ts';
import { siteCatalogSchema, siteContentsSchema } from './catalog-schema.ts';

export interface Snapshot {
  /** ISO 8601. */
  readonly takenAt: string;
  readonly catalog: SiteCatalog;
  /** Only when they were read, too. */
  readonly contents?: SiteContents;
}

export interface Snapshots {
  /** undefined when there is none. @throws MediaError E_STORE_* */
  read(id: string): Promise<Snapshot | undefined>;
  /** @throws MediaError E_STORE_* */
  write(id: string, catalog: SiteCatalog, contents?: SiteContents): Promise<Snapshot>;
  /** @throws MediaError E_STORE_* */
  remove(id: string): Promise<void>;
}

const snapshot: z.ZodType<Snapshot> = z.strictObject({
  takenAt: z.iso.datetime(),
  catalog: siteCatalogSchema,
  contents: z.exactOptional(siteContentsSchema),
});

/** The snapshots in a folder; `id` names a file and is a GUID or "lab". */
export function createSnapshots(options: {
  readonly folder: string;
  readonly clock: Clock;
  readonly onProblem?: ((problem: MediaError) => void) | undefined;
}): Snapshots {
  const { folder, clock, onProblem } = options;
  const storeOf = (id: string): JsonStore<Snapshot | null> =>
    createJsonStore<Snapshot | null>({
      folder,
      name: `snapshots/${id}.json`,
      version: 1,
      schema: z.nullable(snapshot),
      empty: null,
      onProblem,
    });
  return {
    read: async (id) => (await storeOf(id).read()) ?? undefined,
    async write(id, catalog, contents) {
      const takenAt = clock().toISOString();
      const taken: Snapshot = { takenAt, catalog, ...(contents === undefined ? {} : { contents }) };
      await storeOf(id).update(() => taken);
      return taken;
    },
    remove: (id) => storeOf(id).remove(),
  };
}
