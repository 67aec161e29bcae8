/** Content of a task sequence in the installed system, fetched over the gateway as the registered client. */
import { createContent, type DeviceContent } from '../content/content.ts';
import type { VariableStore } from '../engine/variables.ts';
import type { DeviceLog } from '../log.ts';
import type { Clock } from '../platform/platform.ts';
import type { SitePort } from './site-port.ts';

export interface ClientContentOptions {
  readonly site: SitePort;
  /** Waits for network and registration: only content that is not here yet needs them. @throws MediaError E_TS_CLIENT_READY */
  readonly ready: () => Promise<void>;
  readonly clock: Clock;
  readonly log: DeviceLog;
  /** Packages lie below it, a folder each. */
  readonly folder: string;
  /** Packages kept from runs before. */
  readonly cache: string;
  /** Of the task sequence that runs: they say how often to try and what to keep. */
  readonly variables: VariableStore;
}

export function clientContent(options: ClientContentOptions): DeviceContent {
  const { site, ready, clock, log, folder } = options;
  return createContent({
    // Asked for each time: the token it sends may have been renewed.
    source: {
      contentLocations: async (packageId, version) => {
        await ready();
        return await site.contentSource().contentLocations(packageId, version);
      },
      contentList: async (url) => await site.contentSource().contentList(url),
    },
    rootsPem: site.http.rootsPem,
    lookup: site.http.lookup,
    clock,
    variables: options.variables,
    cacheFolder: () => Promise.resolve(folder),
    otherCaches: [options.cache],
    log: (text) => {
      log.write('Content', text);
    },
  });
}
