/**
 * Downloads a package over the gateway: location, list of files, then each file with resume and SHA-256.
 * A broken connection goes on where it stopped; a file with the wrong hash is thrown away and fetched once more.
 * Trap: a server may answer a range request with the whole file (200); then the file starts again from its first byte.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import type { ContentListFile } from '#lab/wire/content-list.ts';
import { CONTENT_USER_AGENT } from '#lab/wire/paths.ts';
import { REJECTION_HEADER, rejectionError } from '#lab/wire/rejection.ts';
import type { Clock } from '../platform/platform.ts';
import type { ContentSource } from './content-questions.ts';
import { isConnectionFailure, siteError } from './failures.ts';
import { checkedUrl, type HttpClient } from './http.ts';
import { withRetries } from './retry.ts';

export interface DownloadOptions {
  readonly client: ContentSource;
  readonly http: HttpClient;
  readonly clock: Clock;
  /** Below it a folder per package is made. */
  readonly folder: string;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
  readonly log: (text: string) => void;
}

/** Attempts without a single new byte before a file is given up. */
const FRUITLESS_ATTEMPTS = 5;
const PAUSE_MS = 3000;
/** Codes that say more than "could not be downloaded". */
const KEPT: ReadonlySet<string> = new Set(['E_RT_CONTENT_HASH', 'E_RT_CONTENT_SPACE', 'E_RT_CMG_UNTRUSTED']);

/**
 * The folder with all files of the package.
 * @throws MediaError E_RT_CONTENT_LOCATION, E_RT_CONTENT_DOWNLOAD, E_RT_CONTENT_HASH
 */
export async function downloadPackage(packageId: string, options: DownloadOptions): Promise<string> {
  const { client, log } = options;
  const [url] = await patiently(options, async () => await client.contentLocations(packageId, ''));
  if (url === undefined)
    throw new MediaError('E_RT_CONTENT_LOCATION', `package ${packageId} is on no content-enabled gateway`);
  const list = await patiently(options, async () => await client.contentList(url));
  if (list.packageId !== packageId)
    throw new MediaError(
      'E_RT_SITE_ANSWER',
      `asked for package ${packageId}, got a list of ${list.packageId}`,
    );
  const folder = join(options.folder, packageId);
  const totalBytes = list.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  log(`Package ${packageId}: ${list.files.length} files, ${totalBytes} bytes`);
  let doneBytes = 0;
  for (const file of list.files) {
    await downloadFile(file, join(folder, file.path), {
      ...options,
      onProgress: (bytes) => {
        options.onProgress(doneBytes + bytes, totalBytes);
      },
    });
    doneBytes += file.sizeBytes;
  }
  await mkdir(folder, { recursive: true });
  return folder;
}

/** A network that is away for a moment is waited for, as at the first contact. */
async function patiently<T>(options: DownloadOptions, action: () => Promise<T>): Promise<T> {
  return await withRetries(action, options.clock, ({ attempt, attempts, secondsLeft, error }) => {
    const why = error instanceof Error ? error.message : String(error);
    if (secondsLeft % 6 === 0) options.log(`${why}; attempt ${attempt} of ${attempts} in ${secondsLeft} s`);
  });
}

/** One file, complete and checked, at `path`. What is already there and right is kept. */
async function downloadFile(file: ContentListFile, path: string, options: DownloadOptions): Promise<void> {
  const part = `${path}.part`;
  await mkdir(dirname(path), { recursive: true });
  if ((await exists(path)) && (await sha256Of(path)) === file.sha256) return;
  for (let round = 1; round <= 2; round++) {
    await fetchAll(file, part, options);
    const actual = await sha256Of(part);
    if (actual === file.sha256) {
      await rename(part, path);
      return;
    }
    await rm(part, { force: true });
    options.log(`${file.path}: SHA-256 ${actual}, expected ${file.sha256}; round ${round} of 2`);
  }
  throw new MediaError('E_RT_CONTENT_HASH', `"${file.path}" arrived twice with a wrong SHA-256`);
}

async function fetchAll(file: ContentListFile, part: string, options: DownloadOptions): Promise<void> {
  let fruitless = 0;
  let lastError: unknown;
  if ((await sizeOf(part)) > file.sizeBytes) await rm(part, { force: true });
  for (let before = await sizeOf(part); before < file.sizeBytes || !(await exists(part));) {
    try {
      await fetchRest(file, part, options);
      lastError = undefined;
    } catch (error) {
      if (!isConnectionFailure(error)) throw contentError(error, file);
      lastError = error;
    }
    const now = await sizeOf(part);
    fruitless = now > before ? 0 : fruitless + 1;
    before = now;
    if (now >= file.sizeBytes && (await exists(part))) return;
    if (fruitless >= FRUITLESS_ATTEMPTS) throw contentError(lastError, file);
    options.log(
      `${file.path}: the connection broke at ${now} of ${file.sizeBytes} bytes, going on from there`,
    );
    // A connection that brought something is taken up at once; one that did not gets time to recover.
    if (fruitless > 0) await options.clock.sleep(PAUSE_MS * fruitless);
  }
}

/** One request for what is missing, appended to the part. */
async function fetchRest(file: ContentListFile, part: string, options: DownloadOptions): Promise<void> {
  const url = checkedUrl(file.url);
  const handle = await open(part, 'a+');
  try {
    let position = (await handle.stat()).size;
    const start = position;
    const headers = { 'user-agent': CONTENT_USER_AGENT, ...(start > 0 ? { range: `bytes=${start}-` } : {}) };
    let isWhole = false;
    await options.http.stream(
      { url, method: 'GET', headers },
      async (chunk) => {
        if (isWhole && start > 0 && position === start) {
          await handle.truncate(0);
          position = 0;
        }
        isWhole = false;
        if (position + chunk.length > file.sizeBytes)
          throw new MediaError('E_RT_CONTENT_HASH', `"${file.path}" is longer than ${file.sizeBytes} bytes`);
        await handle.write(chunk);
        position += chunk.length;
        options.onProgress(position, file.sizeBytes);
      },
      (head) => {
        const error = rejectionError(
          { status: head.status, rejection: head.headers[REJECTION_HEADER] },
          file.path,
        );
        if (error !== undefined) throw error;
        isWhole = head.status !== 206;
        const range = /^bytes (\d+)-/.exec(head.headers['content-range'] ?? '')?.[1];
        if (!isWhole && Number(range) !== start)
          throw new MediaError(
            'E_RT_CONTENT_DOWNLOAD',
            `"${file.path}": asked from byte ${start}, got ${range ?? '?'}`,
          );
      },
    );
  } finally {
    await handle.close();
  }
}

function contentError(error: unknown, file: ContentListFile): unknown {
  const known = siteError(error);
  if (isMediaError(known) && KEPT.has(known.code)) return known;
  const why = known instanceof Error ? known.message : 'the answer ended too early, again and again';
  return new MediaError('E_RT_CONTENT_DOWNLOAD', `"${file.path}": ${why}`, { cause: error });
}

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    (found) => found.size,
    () => 0,
  );
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
