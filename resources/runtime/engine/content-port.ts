/**
 * Content as steps see it: packages of files, looked for in the local cache, on the medium and at the gateway, in this
 * order. Everything handed out has the SHA-256 that the policy or the site's list of the package names.
 */

export interface ContentFile {
  /** "sources/install.wim": forward slashes, relative, no dot parts. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export interface ContentProgress {
  readonly packageId: string;
  /** Path of the file that is worked on. */
  readonly file: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface ContentOptions {
  readonly onProgress?: ((progress: ContentProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Instead of the cache (Download Package Content to a custom path): the package gets a folder of its id below it. */
  readonly folder?: string | undefined;
}

export interface ContentPort {
  /** What a package holds, without fetching it. @throws MediaError E_RT_CONTENT_LOCATION */
  describe(packageId: string): Promise<readonly ContentFile[]>;
  /**
   * The folder with all files of the package, complete and checked; a package fetched before is not fetched again.
   * @throws MediaError E_RT_CONTENT_LOCATION, E_RT_CONTENT_DOWNLOAD, E_RT_CONTENT_HASH, E_RT_CONTENT_SPACE
   */
  packageFolder(packageId: string, options?: ContentOptions): Promise<string>;
  /**
   * Bytes of one file in order, without keeping it. Its hash is known only at the end: the last read throws
   * E_RT_CONTENT_HASH, and whoever used the bytes must undo what was made of them.
   */
  streamFile(packageId: string, path: string, options?: ContentOptions): AsyncIterable<Uint8Array>;
  /** Bytes free where packages are kept. */
  freeBytes(): Promise<number>;
  /** Removes what a step no longer needs, unless SMSTSPersistContent or SMSTSPreserveContent keep it. */
  release(packageId: string): Promise<void>;
}
