/**
 * Finds the medium this computer was started from and reads what is needed, so that the stick may be pulled afterwards.
 * Trap: USB sticks appear seconds after the kernel is up and in any order; a computer may hold other drives with the
 * same file systems, so only the file SMS/data/TsmBootstrap.ini decides.
 */
import { cp, lstat, readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { parseTsmBootstrap, type TsmBootstrap } from '#formats/tsm-bootstrap/index.ts';
import type { SignedBytes } from './crypto/signed-data.ts';
import { say, type Session } from './session.ts';
import { text } from './text.ts';

export interface Medium {
  readonly bootstrap: TsmBootstrap;
  readonly variablesDat: Uint8Array;
  /** Copy of SMS/PKG with the files of the prestart command; undefined when the medium has none. */
  readonly packageFolder: string | undefined;
  /** Its list of files with its signature; undefined when it has none that can be read. */
  readonly manifest: SignedBytes | undefined;
}

const SEARCH_SECONDS = 45;
/** Prestart files are copied into memory; more than this is refused. */
const MAX_PACKAGE_BYTES = 256 * 1024 * 1024;
/** Real ones have 100 bytes and 20 kB; any drive that is plugged in may claim to be the medium. */
const MAX_BOOTSTRAP_BYTES = 64 * 1024;
const MAX_VARIABLES_BYTES = 16 * 1024 * 1024;
const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

/** @throws MediaError E_RT_MEDIUM_NOT_FOUND, E_RT_MEDIUM_DAMAGED, E_RT_MEDIUM_KIND */
export async function findMedium(session: Session): Promise<Medium> {
  const { platform, log } = session;
  say(session, text.starting, text.lookingForMedium);
  let seen: readonly string[] = [];
  for (let second = 0; second < SEARCH_SECONDS; second++) {
    const volumes = await platform.listVolumes();
    const descriptions = volumes.map((volume) => volume.description);
    if (descriptions.join() !== seen.join()) log.write('Medium', `Drives: ${descriptions.join('; ')}`);
    seen = descriptions;
    let failure: Error | undefined;
    for (const volume of volumes) {
      const root = await platform.mountReadOnly(volume);
      const data = root === undefined ? undefined : await resolvePath(root, ['SMS', 'data']);
      const ini = data === undefined ? undefined : await resolvePath(data, ['TsmBootstrap.ini']);
      if (root === undefined || data === undefined || ini === undefined) continue;
      log.write('Medium', `Medium on ${volume.description}`);
      try {
        const medium = await readMedium(session, { root, data, ini });
        platform.takeMedium(volume);
        session.mediumManifest = medium.manifest;
        return medium;
      } catch (error) {
        // A second stick may be another medium, of another kind or broken; the first failure is told if none is good.
        log.write(
          'Medium',
          `${volume.description}: ${error instanceof Error ? error.message : String(error)}`,
        );
        failure ??= error instanceof Error ? error : new Error(String(error));
      } finally {
        await platform.unmount();
      }
    }
    if (failure !== undefined) throw failure;
    if (second === 3)
      say(session, text.starting, text.lookingForMedium, text.waitingForMedium(SEARCH_SECONDS));
    await platform.clock.sleep(1000);
  }
  await platform.unmount();
  const list = seen.length === 0 ? 'no drive at all' : seen.join('; ');
  throw new MediaError('E_RT_MEDIUM_NOT_FOUND', `no SMS/data/TsmBootstrap.ini on: ${list}`);
}

async function readMedium(
  session: Session,
  at: { readonly root: string; readonly data: string; readonly ini: string },
): Promise<Medium> {
  try {
    const bootstrap = parseTsmBootstrap(await readLimited(at.ini, MAX_BOOTSTRAP_BYTES));
    if (bootstrap.mediaType !== 'BootMedia')
      throw new MediaError('E_RT_MEDIUM_KIND', `MediaType is ${bootstrap.mediaType}, expected BootMedia`);
    const path = await resolvePath(at.data, ['Variables.dat']);
    if (path === undefined) throw new MediaError('E_RT_MEDIUM_DAMAGED', 'SMS/data/Variables.dat is missing');
    const variablesDat = await readLimited(path, MAX_VARIABLES_BYTES);
    const manifest = await readManifest(session, at.data);
    return { bootstrap, variablesDat, packageFolder: await copyPackages(session, at.root), manifest };
  } catch (cause) {
    if (isMediaError(cause) && cause.code.startsWith('E_RT_')) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MediaError('E_RT_MEDIUM_DAMAGED', why, { cause });
  }
}

/** The medium's list of files. A medium without one is as good, only what lies on it is judged by the gateway's list. */
async function readManifest(session: Session, data: string): Promise<SignedBytes | undefined> {
  const list = await resolvePath(data, ['MediaManifest.json']);
  const signature = await resolvePath(data, ['MediaManifest.p7s']);
  if (list === undefined || signature === undefined) return undefined;
  try {
    return {
      bytes: await readLimited(list, MAX_MANIFEST_BYTES),
      signature: await readLimited(signature, MAX_BOOTSTRAP_BYTES),
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    session.log.write('Medium', `Its list of files is not used: ${why}`, 'warning');
    return undefined;
  }
}

/** A plain file of bounded size: a link or a device file could lead to endless bytes. */
async function readLimited(path: string, limitBytes: number): Promise<Uint8Array> {
  const found = await lstat(path);
  if (!found.isFile() || found.size > limitBytes)
    throw new MediaError(
      'E_RT_MEDIUM_DAMAGED',
      `${basename(path)} is ${found.isFile() ? `${found.size} bytes long, at most ${limitBytes} are read` : 'not a plain file'}`,
    );
  return await readFile(path);
}

async function copyPackages(session: Session, root: string): Promise<string | undefined> {
  const source = await resolvePath(root, ['SMS', 'PKG']);
  if (source === undefined) return undefined;
  const size = await sizeOfTree(source);
  if (size > MAX_PACKAGE_BYTES)
    throw new MediaError(
      'E_RT_MEDIUM_DAMAGED',
      `SMS/PKG holds ${size} bytes, at most ${MAX_PACKAGE_BYTES} are taken`,
    );
  const target = join(session.platform.workFolder, 'PKG');
  // Links and device files of a hostile file system stay behind.
  const isPlain = async (path: string): Promise<boolean> => {
    const found = await lstat(path);
    return found.isFile() || found.isDirectory();
  };
  await cp(source, target, { recursive: true, filter: isPlain });
  return target;
}

async function sizeOfTree(folder: string): Promise<number> {
  let total = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) total += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return total;
}

/** Path below a folder with names compared without case, as Windows does; undefined when it is not there. */
export async function resolvePath(folder: string, names: readonly string[]): Promise<string | undefined> {
  let current = folder;
  for (const name of names) {
    const entries = await readdir(current).catch(() => []);
    const found = entries.find((entry) => entry.toLowerCase() === name.toLowerCase());
    if (found === undefined) return undefined;
    current = join(current, found);
  }
  return current;
}
