/**
 * Content for a run in the boot image: kept in memory until the run has prepared a disk, then on the disk, where it
 * outlasts restarts. What lies on the medium is used before anything is fetched.
 */
import { join } from 'node:path';
import { createContent, type DeviceContent } from './content/content.ts';
import type { ContentSource } from './gateway/content-questions.ts';
import type { HttpClient } from './gateway/http.ts';
import { mediumFiles } from './medium-manifest.ts';
import type { Session } from './session.ts';
import type { RunKeeper } from './state/run-keeper.ts';

/** Folder of packages in `_SMSTaskSequence`. */
const PACKAGES_FOLDER = 'Packages';

export function deviceContent(options: {
  readonly session: Session;
  readonly gateway: { readonly client: ContentSource; readonly http: HttpClient };
  readonly keeper: RunKeeper;
}): DeviceContent {
  const { session, gateway, keeper } = options;
  const { log, platform, variables } = session;
  const inMemory = join(platform.workFolder, 'content');
  return createContent({
    source: gateway.client,
    rootsPem: gateway.http.rootsPem,
    lookup: platform.lookup,
    clock: platform.clock,
    idleMs: platform.idleMs,
    variables,
    cacheFolder: async () => {
      const onDisk = await keeper.workFolder(variables);
      return onDisk === undefined ? inMemory : join(onDisk, PACKAGES_FOLDER);
    },
    // Looked up anew each time: the folder above changes when a disk is prepared, and when its system is applied.
    get otherCaches() {
      return [inMemory, ...keeper.workFolders().map((folder) => join(folder, PACKAGES_FOLDER))];
    },
    // Copied from the medium when it was found (medium.ts).
    mediumFolder: join(platform.workFolder, 'PKG'),
    mediumFiles: mediumFiles(session),
    log: (text) => {
      log.write('Content', text);
    },
  });
}
