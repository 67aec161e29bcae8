/**
 * Content for task sequence steps (ContentPort): the cache first, then the medium, then the gateway and its storage
 * (configmgr-spec 6.2). What is fetched stays in the cache until its step is done with it, or longer when the task
 * sequence asks for that (SMSTSPersistContent, SMSTSPreserveContent) or everything was fetched before the start.
 * Trap: the cache may be another folder later (memory at first, the disk once there is one), and a disk may be formatted
 * with a cache on it; so a folder known from before is looked at again before it is given out.
 */
import { mkdir, rm } from 'node:fs/promises';
import type { LookupFunction } from 'node:net';
import { join } from 'node:path';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { isSafeContentPath } from '#lab/wire/content-list.ts';
import type { DeploymentFlags } from '#lab/wire/deployment-flags.ts';
import type { ContentFile, ContentOptions, ContentPort, ContentProgress } from '../engine/content-port.ts';
import type { VariableStore } from '../engine/variables.ts';
import type { ContentSource } from '../gateway/content-questions.ts';
import { isPassing } from '../gateway/failures.ts';
import type { Clock } from '../platform/platform.ts';
import { BlobHttp } from './blob-http.ts';
import { ComparedFiles } from './compared-files.ts';
import { downloadFiles } from './downloader.ts';
import { FileJob } from './file-job.ts';
import {
  copyInto,
  freeBytesAt,
  indexPath,
  plainFile,
  readIndex,
  readInOrder,
  writeIndex,
} from './local-files.ts';
import { checkAllThere, checkSpace, type PackagePlan } from './package-plan.ts';
import { keptBytes } from './part-file.ts';
import { SignedUrls } from './signed-urls.ts';
import { streamBlob } from './stream-file.ts';
import { keepOnly, placesOf, removeUnderWay } from './under-way.ts';

export interface DeviceContentOptions {
  readonly source: ContentSource;
  readonly rootsPem: readonly string[];
  readonly lookup?: LookupFunction | undefined;
  readonly clock: Clock;
  readonly variables: VariableStore;
  /** Where packages are kept now; below it a folder per package. Asked anew for every package. */
  readonly cacheFolder: () => Promise<string>;
  /** Further folders with a folder per package that are only read: former caches, prestaged content. */
  readonly otherCaches?: readonly string[] | undefined;
  /** SMS/PKG of the medium. */
  readonly mediumFolder?: string | undefined;
  /** What the medium's signed manifest says of a package; then the gateway is not asked for it. */
  readonly mediumFiles?: ((packageId: string) => readonly ContentFile[] | undefined) | undefined;
  readonly log: (text: string) => void;
  /** Silence after which a connection is given up. */
  readonly idleMs?: number | undefined;
}

export interface DeviceContent extends ContentPort {
  /** What the deployment says about downloading. @throws MediaError E_RT_CONTENT_METHOD when it cannot be done */
  useMode(mode: DeploymentFlags['download']): void;
  /** Fetches all packages before the first step; checks the room for all of them first. */
  prefetch(packageIds: readonly string[], options?: ContentOptions): Promise<void>;
  close(): void;
}

/** Documented defaults: two attempts, 15 seconds between them. */
const RETRY_COUNT = 2;
const RETRY_DELAY_SECONDS = 15;
export function createContent(options: DeviceContentOptions): DeviceContent {
  return new Content(options);
}

class Content implements DeviceContent {
  readonly #options: DeviceContentOptions;
  readonly #http: BlobHttp;
  readonly #urls = new Map<string, SignedUrls>();
  readonly #compared = new ComparedFiles();
  readonly #running = new Map<string, Promise<string>>();
  #keepsAll = false;

  constructor(options: DeviceContentOptions) {
    this.#options = options;
    this.#http = new BlobHttp(options);
  }

  useMode(mode: DeploymentFlags['download']): void {
    const { variables } = this.#options;
    if (mode === 'never')
      throw new MediaError(
        'E_RT_CONTENT_METHOD',
        'the deployment says "Access content directly from a distribution point when needed by the running task sequence"',
      );
    this.#keepsAll = mode === 'before-start';
    variables.setInternal('_SMSTSDownloadOnDemand', mode === 'when-needed' ? 'true' : 'false');
    variables.setInternal('_SMSTSRunFromDP', 'false');
  }

  async describe(packageId: string): Promise<readonly ContentFile[]> {
    const cache = await this.#options.cacheFolder();
    const known = (await this.#knownFiles(cache, packageId)) ?? (await this.#onMedium(packageId))?.files;
    return known ?? (await this.#files(packageId)).files;
  }

  async packageFolder(packageId: string, options: ContentOptions = {}): Promise<string> {
    const cache = options.folder ?? (await this.#options.cacheFolder());
    const key = join(cache, packageId);
    // Two steps that want the same package wait for the same download.
    const running =
      this.#running.get(key) ??
      this.#fetch(packageId, { cache, options }).finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    const folder = await running;
    this.#options.variables.setInternal(`_SMSTS${packageId}`, folder);
    return folder;
  }

  async prefetch(packageIds: readonly string[], options: ContentOptions = {}): Promise<void> {
    const wanted = [...new Set(packageIds)];
    const cache = await this.#options.cacheFolder();
    const plans: PackagePlan[] = [];
    for (const packageId of wanted) {
      const complete = await this.#completeFolder(cache, packageId);
      if (complete !== undefined) continue;
      const plan = await this.#plan(packageId, cache);
      plans.push(plan);
      if (!this.#running.has(plan.folder)) await keepOnly(cache, packageId, plan.begun);
    }
    await checkSpace(cache, plans);
    for (const packageId of wanted) await this.packageFolder(packageId, options);
  }

  async *streamFile(
    packageId: string,
    path: string,
    options: ContentOptions = {},
  ): AsyncGenerator<Uint8Array> {
    const { clock, log } = this.#options;
    const files = await this.describe(packageId);
    const file = files.find((one) => one.path.toLowerCase() === path.toLowerCase());
    if (file === undefined)
      throw new MediaError('E_RT_CONTENT_DOWNLOAD', `package ${packageId} has no file "${path}"`);
    let doneBytes = 0;
    const onBytes = (count: number): void => {
      doneBytes += count;
      options.onProgress?.({ packageId, file: file.path, doneBytes, totalBytes: file.sizeBytes });
    };
    const local = await this.#localFolder(packageId, file);
    const at = local === undefined ? undefined : await plainFile(local, file.path);
    if (local !== undefined && at !== undefined) {
      this.#sayWhere(local);
      for await (const chunk of readInOrder(at)) {
        options.signal?.throwIfAborted();
        onBytes(chunk.length);
        yield chunk;
      }
      return;
    }
    this.#refuseProvider();
    const urls = await this.#files(packageId);
    this.#sayWhere(urls.placeOf(file.path));
    yield* streamBlob(file, { http: this.#http, urls, clock, log, signal: options.signal, onBytes });
  }

  async freeBytes(): Promise<number> {
    return await freeBytesAt(await this.#options.cacheFolder());
  }

  async release(packageId: string): Promise<void> {
    const { variables, log } = this.#options;
    const isOn = (name: string): boolean => variables.get(name)?.toLowerCase() === 'true';
    if (this.#keepsAll || isOn('SMSTSPersistContent') || isOn('SMSTSPreserveContent')) return;
    const cache = await this.#options.cacheFolder();
    const folder = join(cache, packageId);
    // The index first: a folder without one is not taken for complete.
    await rm(indexPath(cache, packageId), { force: true });
    await rm(folder, { recursive: true, force: true });
    await removeUnderWay(cache, packageId);
    log(`Package ${packageId} is no longer needed and was removed from ${cache}`);
  }

  close(): void {
    this.#http.close();
  }

  async #fetch(
    packageId: string,
    { cache, options }: { readonly cache: string; readonly options: ContentOptions },
  ): Promise<string> {
    const { log } = this.#options;
    // Into a folder of the step's own choice it is copied, wherever else it may lie.
    const isElsewhere = options.folder !== undefined;
    const complete = await this.#completeFolder(cache, packageId, isElsewhere ? [] : undefined);
    if (complete !== undefined) {
      log(`Package ${packageId}: complete in ${complete}`);
      this.#sayWhere(complete);
      return complete;
    }
    const signed = isElsewhere ? undefined : await this.#onMedium(packageId);
    if (signed !== undefined) return signed.folder;
    const plan = await this.#plan(packageId, cache);
    const onMedium = isElsewhere ? undefined : await this.#mediumFolder(plan);
    if (onMedium !== undefined) return onMedium;
    await keepOnly(cache, packageId, plan.begun);
    await checkSpace(cache, [plan]);
    await mkdir(plan.folder, { recursive: true });
    if (plan.missing.length > 0) await this.#download(plan, options);
    await checkAllThere(plan);
    await removeUnderWay(cache, packageId);
    await writeIndex(cache, packageId, plan.files);
    return plan.folder;
  }

  /** A folder with everything; undefined when there is none. */
  async #completeFolder(
    cache: string,
    packageId: string,
    others = this.#options.otherCaches ?? [],
  ): Promise<string | undefined> {
    for (const root of [cache, ...others]) {
      const folder = join(root, packageId);
      const files = await readIndex(root, packageId);
      if (files === undefined) continue;
      if (await this.#compared.hasAll(folder, files)) return folder;
      this.#options.log(`Package ${packageId}: ${folder} is not as it was left`);
    }
    return undefined;
  }

  /** Which files must come from the storage; what is right elsewhere on this computer is copied. */
  async #plan(packageId: string, cache: string): Promise<PackagePlan> {
    const folder = join(cache, packageId);
    const { files } = await this.#files(packageId);
    const unsafe = files.find((one) => !isSafeContentPath(one.path));
    if (unsafe !== undefined)
      throw new MediaError('E_RT_SITE_ANSWER', `"${unsafe.path.slice(0, 200)}" is no path of a package`);
    const missing: ContentFile[] = [];
    const begun: ContentFile[] = [];
    let missingBytes = 0;
    for (const file of files) {
      if (await this.#compared.has(folder, file)) continue;
      const local = await this.#localFolder(packageId, file);
      const kept = local === undefined ? await keptBytes(file, placesOf(cache, packageId, file)) : 0;
      missing.push(file);
      missingBytes += file.sizeBytes - kept;
      if (kept > 0) begun.push(file);
    }
    return { packageId, cache, folder, files, missing, missingBytes, begun };
  }

  /** The medium's folder when it has all of the package; then nothing is copied. */
  async #mediumFolder({
    packageId,
    files,
  }: Pick<PackagePlan, 'packageId' | 'files'>): Promise<string | undefined> {
    const { mediumFolder } = this.#options;
    const folder = mediumFolder === undefined ? undefined : join(mediumFolder, packageId);
    if (folder === undefined || files.length === 0 || !(await this.#compared.hasAll(folder, files)))
      return undefined;
    this.#options.log(`Package ${packageId}: taken from the medium`);
    this.#sayWhere(folder);
    return folder;
  }

  /** A package that the medium has whole and right by its own signed list. */
  async #onMedium(
    packageId: string,
  ): Promise<{ readonly folder: string; readonly files: readonly ContentFile[] } | undefined> {
    const files = this.#options.mediumFiles?.(packageId);
    const folder = files === undefined ? undefined : await this.#mediumFolder({ packageId, files });
    return files === undefined || folder === undefined ? undefined : { folder, files };
  }

  async #download(plan: PackagePlan, options: ContentOptions): Promise<void> {
    const { packageId, files } = plan;
    const { clock, log, variables } = this.#options;
    const totalBytes = files.reduce((sum, one) => sum + one.sizeBytes, 0);
    log(`Package ${packageId}: ${plan.missingBytes} of ${totalBytes} bytes to fetch`);
    const attempts = Math.max(1, variables.wholeNumber('SMSTSDownloadRetryCount', RETRY_COUNT));
    const delaySeconds = variables.wholeNumber('SMSTSDownloadRetryDelay', RETRY_DELAY_SECONDS);
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#downloadOnce(plan, { ...options, totalBytes });
        return;
      } catch (error) {
        options.signal?.throwIfAborted();
        if (!mayPass(error) || attempt >= attempts) throw error;
        log(`${error.message}; attempt ${attempt + 1} of ${attempts} in ${delaySeconds} s`);
        const pauseMs = delaySeconds * 1000;
        await (options.signal === undefined ? clock.sleep(pauseMs) : clock.sleep(pauseMs, options.signal));
      }
    }
  }

  async #downloadOnce(
    { packageId, cache, folder, files }: PackagePlan,
    options: ContentOptions & { readonly totalBytes: number },
  ): Promise<void> {
    const { clock, log } = this.#options;
    const { totalBytes, onProgress, signal } = options;
    const jobs: FileJob[] = [];
    let doneBytes = totalBytes;
    for (const file of files) {
      const places = placesOf(cache, packageId, file);
      if (await this.#compared.has(folder, file)) continue;
      const local = await this.#localFolder(packageId, file);
      if (local !== undefined) {
        await copyInto(places, file, local);
        continue;
      }
      jobs.push(new FileJob(file, places));
      doneBytes -= file.sizeBytes - (await keptBytes(file, places));
    }
    if (jobs.length === 0) return;
    this.#refuseProvider();
    const urls = await this.#files(packageId);
    const [first] = jobs;
    if (first !== undefined) this.#sayWhere(urls.placeOf(first.file.path));
    const onBytes = (count: number, file: string): void => {
      doneBytes += count;
      const progress: ContentProgress = { packageId, file, doneBytes, totalBytes };
      onProgress?.(progress);
    };
    await downloadFiles(jobs, { http: this.#http, urls, clock, log, signal, onBytes });
  }

  /** A folder on this computer that has the file with the right content. */
  async #localFolder(packageId: string, file: ContentFile): Promise<string | undefined> {
    const { otherCaches = [], mediumFolder, cacheFolder } = this.#options;
    for (const root of [await cacheFolder(), ...otherCaches, mediumFolder]) {
      if (root === undefined) continue;
      const folder = join(root, packageId);
      if (await this.#compared.has(folder, file)) return folder;
    }
    return undefined;
  }

  async #knownFiles(cache: string, packageId: string): Promise<readonly ContentFile[] | undefined> {
    for (const root of [cache, ...(this.#options.otherCaches ?? [])]) {
      const files = await readIndex(root, packageId);
      if (files !== undefined) return files;
    }
    return undefined;
  }

  async #files(packageId: string): Promise<SignedUrls> {
    const known = this.#urls.get(packageId);
    if (known !== undefined) return known;
    const { source, clock, log } = this.#options;
    const asked = await SignedUrls.open({ source, packageId, clock, log });
    this.#urls.set(packageId, asked);
    return asked;
  }

  /** A program of the organisation's own would do the downloading; there is none that runs here. */
  #refuseProvider(): void {
    const program = this.#options.variables.get('SMSTSDownloadProgram');
    if (program === undefined) return;
    throw new MediaError(
      'E_RT_CONTENT_METHOD',
      `SMSTSDownloadProgram names an alternate content provider: "${program.slice(0, 200)}"`,
    );
  }

  #sayWhere(place: string): void {
    this.#options.variables.setInternal('_SMSTSLastContentDownloadLocation', place);
  }
}

/** Worth another attempt: the storage, or the gateway that is asked for new addresses, may do it next time. */
function mayPass(error: unknown): error is Error {
  return isPassing(error) || (isMediaError(error) && error.code === 'E_RT_CONTENT_DOWNLOAD');
}
