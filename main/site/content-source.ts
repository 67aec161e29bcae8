/**
 * Files of packages from a distribution point over HTTPS, read while the medium is written: nothing is staged.
 * A broken connection is taken up again where it broke (Range, If-Range).
 * Trap: a package that is updated in the middle would give half of the old and half of the new file; If-Range turns that
 * into a whole answer (200 in place of 206), which ends the read with E_SITE_CONTENT.
 */
import { request, type Agent } from 'undici';
import { MediaError } from '#base/errors/media-error.ts';
import type { ContentFile, ContentReader } from '#base/extent.ts';
import { throwIfCancelled, type RunOptions } from '#base/progress.ts';
import { authorizationHeader, createSiteAgent, type SiteConnection } from './connection.ts';
import { parseListing } from './package-listing.ts';
import { TransientError, translateFailure, translateStatus } from './site-errors.ts';

export interface PackageFile {
  /** Relative to the package, forward slashes. */
  readonly path: string;
  readonly content: ContentFile;
}

export interface PackageAddress {
  /** Host name of a distribution point. */
  readonly distributionPoint: string;
  readonly packageId: string;
}

export interface ContentSource {
  /** All files of a package, sorted by path. @throws MediaError E_SITE_… */
  list(address: PackageAddress, options?: RunOptions): Promise<readonly PackageFile[]>;
  close(): Promise<void>;
}

export interface ContentSourceOptions {
  /** Without a byte for this long, a connection counts as broken. */
  readonly idleTimeoutMs?: number;
  /** Attempts without any progress before the read fails. */
  readonly attempts?: number;
  readonly delay?: (delayMs: number) => Promise<void>;
}

/** The file of our boot image package that holds the hashes of all others. */
const DESCRIPTION_FILE = 'boot-image.json';
const MAX_DEPTH = 32;
const FIRST_DELAY_MS = 500;

interface Settings {
  readonly agent: Agent;
  readonly connection: SiteConnection;
  readonly idleTimeoutMs: number;
  readonly attempts: number;
  readonly delay: (delayMs: number) => Promise<void>;
  /** Origins that have asked for credentials; they get them at once from then on. */
  readonly asking: Set<string>;
}

/** Content of a site's distribution points. */
export function openContentSource(
  connection: SiteConnection,
  options: ContentSourceOptions = {},
): ContentSource {
  const settings: Settings = {
    agent: createSiteAgent(connection),
    connection,
    asking: new Set(),
    idleTimeoutMs: options.idleTimeoutMs ?? 60_000,
    attempts: options.attempts ?? 5,
    delay: options.delay ?? ((delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs))),
  };
  return {
    list: (address, run = {}) => listPackage(settings, address, run),
    close: () => settings.agent.close(),
  };
}

async function listPackage(
  settings: Settings,
  address: PackageAddress,
  run: RunOptions,
): Promise<readonly PackageFile[]> {
  const origin = `https://${address.distributionPoint}`;
  const basePath = `/SMS_DP_SMSPKG$/${address.packageId}/`;
  const sizes = new Map<string, number>();
  const folders: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }];
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    const { path, depth } = folder;
    if (depth > MAX_DEPTH) throw new MediaError('E_SITE_CONTENT', `"${path}" is nested too deeply`);
    const url = `${origin}${encodePath(`${basePath}${path === '' ? '' : `${path}/`}`)}`;
    for (const entry of parseListing(await propfind(settings, url, run), basePath)) {
      if (!entry.isFolder) sizes.set(entry.path, entry.sizeBytes);
      // The folder itself is among its own entries.
      else if (entry.path !== path && entry.path.startsWith(path === '' ? '' : `${path}/`)) {
        folders.push({ path: entry.path, depth: depth + 1 });
      }
    }
  }
  const fileAt = (path: string, sha256?: string): ContentFile =>
    remoteFile(settings, {
      url: `${origin}${encodePath(basePath + path)}`,
      name: `${address.distributionPoint}: ${address.packageId}/${path}`,
      sizeBytes: sizes.get(path) ?? 0,
      ...(sha256 === undefined ? {} : { sha256 }),
    });
  const hashes = sizes.has(DESCRIPTION_FILE)
    ? hashesOf(await readWhole(fileAt(DESCRIPTION_FILE), run))
    : new Map<string, string>();
  return [...sizes.keys()].sort().map((path) => ({ path, content: fileAt(path, hashes.get(path)) }));
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/').replaceAll('%24', '$');
}

async function propfind(settings: Settings, url: string, run: RunOptions): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { body } = await send(
        settings,
        { url, method: 'PROPFIND', headers: { depth: '1' }, wanted: [207] },
        run.signal,
      );
      return await body.text();
    } catch (error) {
      const failure = translateFailure(error, contextOf(settings, url, run.signal));
      if (!(failure instanceof TransientError)) throw failure;
      if (attempt >= settings.attempts) throw failure.error;
      await settings.delay(FIRST_DELAY_MS * 2 ** (attempt - 1));
    }
  }
}

interface ContentRequest {
  readonly url: string;
  readonly method: 'GET' | 'PROPFIND';
  readonly headers: Readonly<Record<string, string>>;
  readonly wanted: readonly number[];
}

type ContentAnswer = Awaited<ReturnType<typeof request>>;

/** Asks without credentials first; a distribution point that wants them answers 401, and is asked again with them. */
async function send(
  settings: Settings,
  call: ContentRequest,
  signal: AbortSignal | undefined,
): Promise<ContentAnswer> {
  const attempt = (headers: Readonly<Record<string, string>>): Promise<ContentAnswer> =>
    request(call.url, {
      dispatcher: settings.agent,
      method: call.method,
      headers: { ...call.headers, ...headers },
      headersTimeout: settings.idleTimeoutMs,
      bodyTimeout: settings.idleTimeoutMs,
      ...(signal === undefined ? {} : { signal }),
    });
  const withCredentials = async (): Promise<ContentAnswer> =>
    attempt({ authorization: authorizationHeader(await settings.connection.credentials()) });
  const { origin } = new URL(call.url);
  let answer = await (settings.asking.has(origin) ? withCredentials() : attempt({}));
  if (answer.statusCode === 401 && !settings.asking.has(origin)) {
    await answer.body.dump();
    settings.asking.add(origin);
    answer = await withCredentials();
  }
  if (call.wanted.includes(answer.statusCode)) return answer;
  const contentType = answer.headers['content-type'];
  const body = (await answer.body.text()).slice(0, 4000);
  const { host, pathname } = new URL(call.url);
  if (answer.statusCode === 404 || answer.statusCode === 416) {
    throw new MediaError(
      'E_SITE_CONTENT',
      `${host} has no ${decodeURIComponent(pathname)} (${answer.statusCode})`,
    );
  }
  throw translateStatus(
    { status: answer.statusCode, contentType: typeof contentType === 'string' ? contentType : '', body },
    { host, what: decodeURIComponent(pathname) },
  );
}

interface RemoteFile {
  readonly url: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256?: string;
}

function remoteFile(settings: Settings, file: RemoteFile): ContentFile {
  return {
    name: file.name,
    sizeBytes: file.sizeBytes,
    ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }),
    open: (signal) => {
      throwIfCancelled(signal);
      return Promise.resolve(new RemoteReader(settings, file, signal));
    },
  };
}

/** Reads one file from its beginning; connects at the first read and again after every break. */
class RemoteReader implements ContentReader {
  readonly #settings: Settings;
  readonly #file: RemoteFile;
  readonly #signal: AbortSignal;
  #position = 0;
  #stream: AsyncIterator<Uint8Array> | undefined;
  #body: ContentAnswer['body'] | undefined;
  #rest: Uint8Array = new Uint8Array();
  #etag: string | undefined;
  #failures = 0;

  constructor(settings: Settings, file: RemoteFile, signal: AbortSignal) {
    this.#settings = settings;
    this.#file = file;
    this.#signal = signal;
  }

  async readInto(target: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      if (this.#rest.length === 0) this.#rest = await this.#nextChunk();
      if (this.#rest.length === 0) break;
      const part = this.#rest.subarray(0, target.length - filled);
      target.set(part, filled);
      filled += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    return filled;
  }

  close(): Promise<void> {
    this.#disconnect();
    return Promise.resolve();
  }

  /** Empty at the end of the file. */
  async #nextChunk(): Promise<Uint8Array> {
    for (;;) {
      try {
        throwIfCancelled(this.#signal);
        if (this.#position >= this.#file.sizeBytes) return new Uint8Array();
        this.#stream ??= await this.#connect();
        const next = await this.#stream.next();
        if (next.done === true) throw this.#short();
        this.#position += next.value.length;
        if (this.#position > this.#file.sizeBytes) {
          throw new MediaError(
            'E_SITE_CONTENT',
            `${this.#file.name} is larger than ${this.#file.sizeBytes} bytes`,
          );
        }
        if (next.value.length > 0) {
          this.#failures = 0;
          return next.value;
        }
      } catch (cause) {
        await this.#afterFailure(cause);
      }
    }
  }

  #short(): TransientError {
    const text = `${this.#file.name} ended after ${this.#position} of ${this.#file.sizeBytes} bytes`;
    return new TransientError(new MediaError('E_SITE_CONTENT', text));
  }

  async #afterFailure(cause: unknown): Promise<void> {
    this.#disconnect();
    const failure = translateFailure(cause, contextOf(this.#settings, this.#file.url, this.#signal));
    if (!(failure instanceof TransientError)) throw failure;
    this.#failures += 1;
    if (this.#failures >= this.#settings.attempts) throw failure.error;
    await this.#settings.delay(FIRST_DELAY_MS * 2 ** (this.#failures - 1));
  }

  async #connect(): Promise<AsyncIterator<Uint8Array>> {
    const isResumed = this.#position > 0;
    const headers: Record<string, string> = {};
    if (isResumed) {
      headers['range'] = `bytes=${this.#position}-`;
      if (this.#etag !== undefined) headers['if-range'] = this.#etag;
    }
    const call = { url: this.#file.url, method: 'GET', headers, wanted: [200, 206] } as const;
    const answer = await send(this.#settings, call, this.#signal);
    this.#body = answer.body;
    const etag = answer.headers['etag'];
    const range = answer.headers['content-range'];
    const isExpected = isResumed
      ? answer.statusCode === 206 && typeof range === 'string' && range.startsWith(`bytes ${this.#position}-`)
      : answer.statusCode === 200;
    if (!isExpected || (this.#etag !== undefined && etag !== this.#etag)) {
      throw new MediaError('E_SITE_CONTENT', `${this.#file.name} changed while it was read`);
    }
    if (typeof etag === 'string') this.#etag = etag;
    // Sound: undici's bodies yield buffers.
    return answer.body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  }

  #disconnect(): void {
    this.#stream = undefined;
    this.#body?.on('error', () => {
      // Destroying a body that is still arriving reports its own end.
    });
    this.#body?.destroy();
    this.#body = undefined;
  }
}

function contextOf(
  settings: Settings,
  url: string,
  signal: AbortSignal | undefined,
): { readonly host: string; readonly signal: AbortSignal | undefined; readonly timeoutMs: number } {
  return { host: new URL(url).host, signal, timeoutMs: settings.idleTimeoutMs };
}

async function readWhole(file: ContentFile, run: RunOptions): Promise<string> {
  const bytes = new Uint8Array(file.sizeBytes);
  const reader = await file.open(run.signal ?? new AbortController().signal);
  try {
    await reader.readInto(bytes);
  } finally {
    await reader.close();
  }
  return Buffer.from(bytes).toString('utf8');
}

/** `files[].path` and `files[].sha256` of boot-image.json; anything else in it is not this module's business. */
function hashesOf(text: string): ReadonlyMap<string, string> {
  let description: unknown;
  try {
    description = JSON.parse(text);
  } catch (cause) {
    throw new MediaError('E_SITE_CONTENT', `${DESCRIPTION_FILE} is not JSON`, { cause });
  }
  const files: unknown =
    typeof description === 'object' && description !== null ? Reflect.get(description, 'files') : undefined;
  const hashes = new Map<string, string>();
  for (const file of Array.isArray(files) ? (files as readonly unknown[]) : []) {
    if (typeof file !== 'object' || file === null) continue;
    const path: unknown = Reflect.get(file, 'path');
    const sha256: unknown = Reflect.get(file, 'sha256');
    if (typeof path === 'string' && typeof sha256 === 'string' && /^[0-9a-f]{64}$/i.test(sha256)) {
      hashes.set(path, sha256.toLowerCase());
    }
  }
  return hashes;
}
