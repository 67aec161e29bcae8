/** What sites had when they were last asked, for times without them. One file for each connection; it holds no secret. */
import { z } from 'zod';
import type { MediaError } from '#base/errors/media-error.ts';
import type { Clock } from '#platform/clock.ts';
import { createJsonStore, type JsonStore } from '#platform/json-store.ts';
import type { SiteCatalog } from './catalog.ts';
import { siteCatalogSchema } from './catalog-schema.ts';

export interface Snapshot {
  /** ISO 8601. */
  readonly takenAt: string;
  readonly catalog: SiteCatalog;
}

export interface Snapshots {
  /** undefined when there is none. @throws MediaError E_STORE_* */
  read(id: string): Promise<Snapshot | undefined>;
  /** @throws MediaError E_STORE_* */
  write(id: string, catalog: SiteCatalog): Promise<Snapshot>;
  /** @throws MediaError E_STORE_* */
  remove(id: string): Promise<void>;
}

const snapshot: z.ZodType<Snapshot> = z.strictObject({
  takenAt: z.iso.datetime(),
  catalog: siteCatalogSchema,
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
    async write(id, catalog) {
      const taken: Snapshot = { takenAt: clock().toISOString(), catalog };
      await storeOf(id).update(() => taken);
      return taken;
    },
    remove: (id) => storeOf(id).remove(),
  };
}
