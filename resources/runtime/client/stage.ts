/**
 * Setup Windows and ConfigMgr, first half: puts the client, its settings and a registration token into the new system,
 * from the boot image. The second half is the client's first start (agent.ts).
 * Trap: setup.json is the last file; a power cut before it leaves a system without a client, and the step runs again.
 */
import { dirname, join } from 'node:path';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import type { ClientStaging } from '../engine/client-port.ts';
import type { ClientIdentity } from '../gateway/client-site.ts';
import type { SiteToken } from '../gateway/site-tokens.ts';
import { copyTree, removeKept, type Files } from './files.ts';
import { foldersOf } from './folders.ts';
import { gatewayOf, parseProperties, siteCodeOf, writeSetup } from './setup-file.ts';
import { ClientStore } from './store.ts';

/** What the medium gives to the new client. */
export interface StagingSources {
  readonly files: Files;
  readonly rootsPem: readonly string[];
  readonly mediaId: string;
  readonly siteCode: string;
  /** A token that lets one new client register; asked for with the medium's own identity. */
  registrationToken(): Promise<string>;
  /** The client this computer had before (handover.ts): it stays that device, and no registration token is asked for. */
  readonly former?: { readonly identity: ClientIdentity; readonly token: SiteToken } | undefined;
  now(): Date;
}

/** Name of the program in the client package and in Windows/CCM. */
const PROGRAM = 'client.cjs';

/** @throws MediaError E_TS_CLIENT_STAGE, and what asking for the token throws (E_RT_…). */
export async function stageClient(staging: ClientStaging, sources: StagingSources): Promise<void> {
  const { files } = sources;
  const properties = parseProperties(staging.properties);
  const gateway = gatewayOf(properties);
  const siteCode = siteCodeOf(properties, sources.siteCode);
  const program = await files.stat(join(staging.packageFolder, PROGRAM));
  if (program?.kind !== 'file')
    throw new MediaError('E_TS_CLIENT_STAGE', `the client package has no ${PROGRAM}`);
  const { former } = sources;
  const registrationToken = former === undefined ? await sources.registrationToken() : undefined;
  const folder = join(staging.windowsFolder, 'CCM');
  const setup = join(folder, 'setup.json');
  try {
    // A run before this one may have left settings; they must not make an incomplete client look complete.
    await files.makeFolder(folder);
    await removeKept(files, setup);
    await copyTree(files, staging.packageFolder, folder);
    await files.makeFolder(join(folder, 'Logs'));
    if (former !== undefined) {
      const store = new ClientStore(files, foldersOf(dirname(staging.windowsFolder)));
      await store.saveIdentity(former.identity);
      await store.saveToken(former.token);
    }
    await writeSetup(files, setup, {
      version: 1,
      properties,
      gateway,
      siteCode,
      rootsPem: sources.rootsPem,
      registrationToken,
      users: staging.users,
      mediaId: sources.mediaId,
      stagedAt: sources.now().toISOString(),
    });
  } catch (cause) {
    if (isMediaError(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_TS_CLIENT_STAGE', why, { cause });
  }
}
