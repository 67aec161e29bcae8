/**
 * Content in the installed system: packages kept in the cache folder, fetched over the gateway as the registered client.
 * A package whose files are complete is not fetched again. Removed after the run unless it is to be kept.
 */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import type { ContentFile, ContentPort } from '../engine/content-port.ts';
import { downloadPackage } from '../gateway/content.ts';
import type { DeviceLog } from '../log.ts';
import type { Clock } from '../platform/platform.ts';
import type { Files } from './files.ts';
import type { SitePort } from './site-port.ts';

export interface ClientContentOptions {
  readonly site: SitePort;
  readonly clock: Clock;
  readonly files: Files;
  readonly log: DeviceLog;
  /** Packages lie below it, a folder each. */
  readonly folder: string;
  /** SMSTSPersistContent, SMSTSPreserveContent */
  readonly mustKeep: () => boolean;
}

export function clientContent(options: ClientContentOptions): ContentPort {
  const { site, clock, files, log, folder } = options;
  const known = new Map<string, string>();

  const listOf = async (packageId: string): Promise<readonly ContentFile[]> => {
    const source = site.contentSource();
    const [url] = await source.contentLocations(packageId, '');
    if (url === undefined)
      throw new MediaError('E_RT_CONTENT_LOCATION', `package ${packageId} is on no content-enabled gateway`);
    return (await source.contentList(url)).files;
  };

  const packageFolder: ContentPort['packageFolder'] = async (packageId, request) => {
    const before = request?.folder === undefined ? known.get(packageId) : undefined;
    if (before !== undefined) return before;
    const parent = request?.folder ?? folder;
    await files.makeFolder(parent);
    const place = await downloadPackage(packageId, {
      client: site.contentSource(),
      http: site.http,
      clock,
      folder: parent,
      onProgress: (doneBytes, totalBytes) => {
        request?.onProgress?.({ packageId, file: '', doneBytes, totalBytes });
      },
      log: (text) => {
        log.write('Content', text);
      },
    });
    if (request?.folder === undefined) known.set(packageId, place);
    return place;
  };

  return {
    describe: listOf,
    packageFolder,
    async *streamFile(packageId, path, request) {
      const place = await packageFolder(packageId, request);
      for await (const chunk of createReadStream(join(place, path))) yield new Uint8Array(chunk as Buffer);
    },
    freeBytes: async () => {
      await files.makeFolder(folder);
      return await files.freeBytes(folder);
    },
    release: async (packageId) => {
      const place = known.get(packageId);
      if (place === undefined || options.mustKeep()) return;
      known.delete(packageId);
      await files.remove(place);
    },
  };
}
