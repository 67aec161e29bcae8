/**
 * Addresses of a package's files, signed and good for a while: when the storage refuses one, the list is asked for
 * again, once for all connections that ran into it. The address of the list may have run out as well; then the site is
 * asked for the location anew.
 * Trap: a list asked for later may be that of a newer version; files of two versions are never mixed.
 */
import { once } from 'node:events';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import type { ContentList } from '#lab/wire/content-list.ts';
import type { ContentFile } from '../engine/content-port.ts';
import type { ContentSource } from '../gateway/content-questions.ts';
import { checkedUrl } from '../gateway/http.ts';
import { withRetries, type RetryReport } from '../gateway/retry.ts';
import type { Clock } from '../platform/platform.ts';

export interface SignedUrlsOptions {
  readonly source: ContentSource;
  readonly packageId: string;
  readonly clock: Clock;
  readonly log: (text: string) => void;
}

export interface SignedUrl {
  readonly url: URL;
  /** Which list it is from; handed to `renew` when it was refused. */
  readonly generation: number;
}

/** Asking for new addresses, which several connections wait for. */
interface Renewal {
  readonly done: Promise<void>;
  readonly stop: AbortController;
  waiting: number;
}

export class SignedUrls {
  readonly #options: SignedUrlsOptions;
  #listUrl: URL;
  #list: ContentList;
  #generation = 1;
  #renewal: Renewal | undefined;

  private constructor(options: SignedUrlsOptions, listUrl: URL, list: ContentList) {
    this.#options = options;
    this.#listUrl = listUrl;
    this.#list = list;
  }

  /** Asks where the package is and what it holds. @throws MediaError E_RT_CONTENT_LOCATION */
  static async open(options: SignedUrlsOptions): Promise<SignedUrls> {
    const { listUrl, list } = await locate(options);
    return new SignedUrls(options, listUrl, list);
  }

  get files(): readonly ContentFile[] {
    return this.#list.files;
  }

  get version(): string {
    return this.#list.version;
  }

  of(path: string): SignedUrl {
    const found = this.#list.files.find((one) => one.path === path);
    if (found === undefined) throw new MediaError('E_RT_CONTENT_DOWNLOAD', `"${path}" is not in the list`);
    return { url: checkedUrl(found.url), generation: this.#generation };
  }

  /** Where a file comes from, without the signature: for logs and variables. */
  placeOf(path: string): string {
    const { origin, pathname } = this.of(path).url;
    return origin + pathname.split('/').slice(0, 2).join('/');
  }

  /**
   * Gets new addresses unless somebody did since `generation`.
   * @throws the signal's reason; the asking itself ends when nobody waits for it any more
   */
  async renew(generation: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (generation !== this.#generation) return;
    const renewal = (this.#renewal ??= this.#begin());
    renewal.waiting += 1;
    try {
      await untilAborted(renewal.done, signal);
    } finally {
      renewal.waiting -= 1;
      if (renewal.waiting === 0) this.#end(renewal);
    }
  }

  #begin(): Renewal {
    const stop = new AbortController();
    const done = this.#renew(stop.signal);
    // Nobody may be there any more to hear of it.
    done.catch(() => undefined);
    return { done, stop, waiting: 0 };
  }

  #end(renewal: Renewal): void {
    renewal.stop.abort();
    if (this.#renewal === renewal) this.#renewal = undefined;
  }

  async #renew(signal: AbortSignal): Promise<void> {
    const { packageId, source, log } = this.#options;
    log(`The addresses of package ${packageId} are no longer accepted; asking for new ones`);
    let listUrl = this.#listUrl;
    let list: ContentList;
    try {
      list = await patiently(this.#options, async () => await source.contentList(listUrl), signal);
    } catch (error) {
      if (!isMediaError(error) || error.code !== 'E_RT_CONTENT_DOWNLOAD') throw error;
      ({ listUrl, list } = await locate(this.#options, signal));
    }
    // Somebody else may ask again already.
    signal.throwIfAborted();
    const key = (one: ContentFile): string => `${one.path}\n${one.sizeBytes}\n${one.sha256}`;
    const former = new Set(this.#list.files.map(key));
    if (list.files.length !== former.size || !list.files.every((one) => former.has(key(one))))
      throw new MediaError(
        'E_RT_CONTENT_DOWNLOAD',
        `package ${packageId} was replaced at the site (version ${this.#list.version}, now ${list.version}) while it was downloaded`,
      );
    this.#listUrl = listUrl;
    this.#list = list;
    this.#generation += 1;
  }
}

async function locate(
  options: SignedUrlsOptions,
  signal?: AbortSignal,
): Promise<{ readonly listUrl: URL; readonly list: ContentList }> {
  const { source, packageId } = options;
  const locations = await patiently(
    options,
    async () => await source.contentLocations(packageId, ''),
    signal,
  );
  let failure: unknown = new MediaError(
    'E_RT_CONTENT_LOCATION',
    `package ${packageId} is on no content-enabled gateway`,
  );
  for (const listUrl of locations) {
    try {
      const list = await patiently(options, async () => await source.contentList(listUrl), signal);
      if (list.packageId === packageId) return { listUrl, list };
      failure = new MediaError(
        'E_RT_SITE_ANSWER',
        `asked for package ${packageId}, got a list of ${list.packageId}`,
      );
    } catch (error) {
      signal?.throwIfAborted();
      // The next location may have it.
      failure = error;
    }
  }
  throw failure;
}

/** A network that is away for a moment is waited for, as at the first contact. */
async function patiently<T>(
  options: SignedUrlsOptions,
  action: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const onWait = ({ attempt, attempts, secondsLeft, error }: RetryReport): void => {
    const why = error instanceof Error ? error.message : String(error);
    if (secondsLeft % 6 === 0) options.log(`${why}; attempt ${attempt} of ${attempts} in ${secondsLeft} s`);
  };
  const clock: Clock = {
    now: () => options.clock.now(),
    // The clock's own way to be interrupted would end a pause at once; who waits does not wait for that (`renew`).
    sleep: async (ms) => {
      await options.clock.sleep(ms);
      signal?.throwIfAborted();
    },
  };
  return await withRetries(action, clock, onWait);
}

/** Waits for the work, which goes on, until the signal is aborted. */
async function untilAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) {
    await work;
    return;
  }
  const over = new AbortController();
  const aborted = once(signal, 'abort', { signal: over.signal }).then(() => {
    signal.throwIfAborted();
  });
  aborted.catch(() => undefined);
  try {
    await Promise.race([work, aborted]);
  } finally {
    over.abort();
  }
}
