/**
 * Addresses of a package's files, signed and good for a while: when the storage refuses one, the list is asked for
 * again, once for all connections that ran into it. The address of the list may have run out as well; then the site is
 * asked for the location anew.
 * Trap: a list asked for later may be that of a newer version; files of two versions are never mixed.
 */
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import type { ContentList } from '#lab/wire/content-list.ts';
import type { ContentFile } from '../engine/content-port.ts';
import type { ContentSource } from '../gateway/content-questions.ts';
import { checkedUrl } from '../gateway/http.ts';
import { withRetries } from '../gateway/retry.ts';
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

export class SignedUrls {
  readonly #options: SignedUrlsOptions;
  #listUrl: URL;
  #list: ContentList;
  #generation = 1;
  #renewing: Promise<void> | undefined;

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

  /** Gets new addresses unless somebody did since `generation`. */
  async renew(generation: number): Promise<void> {
    if (generation !== this.#generation) return;
    this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined));
    await this.#renewing;
  }

  async #renew(): Promise<void> {
    const { packageId, source, log } = this.#options;
    log(`The addresses of package ${packageId} are no longer accepted; asking for new ones`);
    let list: ContentList;
    try {
      list = await patiently(this.#options, async () => await source.contentList(this.#listUrl));
    } catch (error) {
      if (!isMediaError(error) || error.code !== 'E_RT_CONTENT_DOWNLOAD') throw error;
      ({ listUrl: this.#listUrl, list } = await locate(this.#options));
    }
    const key = (one: ContentFile): string => `${one.path}\n${one.sizeBytes}\n${one.sha256}`;
    const former = new Set(this.#list.files.map(key));
    if (list.files.length !== former.size || !list.files.every((one) => former.has(key(one))))
      throw new MediaError(
        'E_RT_CONTENT_DOWNLOAD',
        `package ${packageId} was replaced at the site (version ${this.#list.version}, now ${list.version}) while it was downloaded`,
      );
    this.#list = list;
    this.#generation += 1;
  }
}

async function locate(
  options: SignedUrlsOptions,
): Promise<{ readonly listUrl: URL; readonly list: ContentList }> {
  const { source, packageId } = options;
  const locations = await patiently(options, async () => await source.contentLocations(packageId, ''));
  let failure: unknown = new MediaError(
    'E_RT_CONTENT_LOCATION',
    `package ${packageId} is on no content-enabled gateway`,
  );
  for (const listUrl of locations) {
    try {
      const list = await patiently(options, async () => await source.contentList(listUrl));
      if (list.packageId === packageId) return { listUrl, list };
      failure = new MediaError(
        'E_RT_SITE_ANSWER',
        `asked for package ${packageId}, got a list of ${list.packageId}`,
      );
    } catch (error) {
      // The next location may have it.
      failure = error;
    }
  }
  throw failure;
}

/** A network that is away for a moment is waited for, as at the first contact. */
async function patiently<T>(options: SignedUrlsOptions, action: () => Promise<T>): Promise<T> {
  return await withRetries(action, options.clock, ({ attempt, attempts, secondsLeft, error }) => {
    const why = error instanceof Error ? error.message : String(error);
    if (secondsLeft % 6 === 0) options.log(`${why}; attempt ${attempt} of ${attempts} in ${secondsLeft} s`);
  });
}
