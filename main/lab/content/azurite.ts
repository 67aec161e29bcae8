/**
 * Azurite, Microsoft's emulator of Azure Storage, as a child process of the lab: started when content is wanted for the
 * first time, on a free port of loopback, with a folder of its own; fed with the files of packages as they are wanted.
 * Traps: it must not outlive the lab, so it ends when its standard input closes. It sends usage data to its makers
 * unless told not to. Its database is written every few seconds only: after a hard end a blob may be unknown, and is
 * uploaded again.
 */
import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MediaError } from '#base/errors/media-error.ts';
import { nodeProgram } from '#platform/resource-paths.ts';
import { startProgram, type RunningProgram } from '#platform/spawn.ts';
import type { ContentFileInfo, ContentPackage } from '../content-store.ts';
import { containerOf, type BlobContext } from './blob-names.ts';
import { accountSas } from './sas.ts';

export interface Azurite {
  /** Its port on 127.0.0.1; starts it. @throws MediaError E_LAB_CONTENT */
  port(): Promise<number>;
  /** Begins to upload all files of a package in the background. */
  upload(account: string, content: ContentPackage): void;
  /** Resolves when one file is there with the right content. @throws MediaError E_LAB_CONTENT */
  uploaded(account: string, wanted: UploadedFile): Promise<void>;
  close(): Promise<void>;
}

interface UploadedFile {
  readonly content: ContentPackage;
  readonly file: ContentFileInfo;
}

const START_TIMEOUT_MS = 60_000;
const END_TIMEOUT_MS = 5000;
/** Ends the child with its parent, however the parent ended. */
const END_WITH_INPUT =
  'data:text/javascript,process.stdin.on("end",()=>process.exit()).on("error",()=>process.exit()).resume().unref()';
/** One "Put Blob" takes no more (REST reference, version 2019-12-12 and later). */
const MAX_PUT_BYTES = 5000 * 1024 * 1024;
const ONE_HOUR_MS = 3_600_000;

/** Azurite's program for blobs; undefined where it is not installed (it is a development dependency). */
export function azuriteProgram(): string | undefined {
  try {
    // Not `import.meta.resolve`: it is missing where the program runs bundled in tests.
    return createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js');
  } catch {
    return undefined;
  }
}

/** Azurite for these accounts (name to key); not started yet. */
export function createAzurite(context: BlobContext, accounts: ReadonlyMap<string, Uint8Array>): Azurite {
  const child = new AzuriteProcess(context, accounts);
  const uploads = new Map<string, Promise<void>>();
  const uploaded = (account: string, { content, file }: UploadedFile): Promise<void> => {
    const key = `${account}/${containerOf(content)}/${file.path}`;
    const known = uploads.get(key);
    if (known !== undefined) return known;
    const begun = child
      .port()
      .then((port) => uploadFile({ context, accounts, account, port }, { content, file }));
    uploads.set(key, begun);
    // One that failed is tried again at the next demand.
    begun.catch(() => uploads.delete(key));
    return begun;
  };
  child.onEnd = () => {
    uploads.clear();
  };
  return {
    port: () => child.port(),
    uploaded,
    upload(account, content) {
      const inTurn = async (): Promise<void> => {
        for (const file of content.files) await uploaded(account, { content, file });
      };
      inTurn().catch((error: unknown) => {
        const detail = error instanceof Error ? error.message : String(error);
        if (!child.isClosed)
          context.journal.record('content', 'upload-failed', { packageId: content.packageId, detail });
      });
    },
    close: () => child.close(),
  };
}

class AzuriteProcess {
  readonly #context: BlobContext;
  readonly #accounts: ReadonlyMap<string, Uint8Array>;
  #starting: Promise<number> | undefined;
  #program: RunningProgram | undefined;
  isClosed = false;
  /** Called when the process ended by itself. */
  onEnd: () => void = () => undefined;

  constructor(context: BlobContext, accounts: ReadonlyMap<string, Uint8Array>) {
    this.#context = context;
    this.#accounts = accounts;
  }

  port(): Promise<number> {
    if (this.isClosed) return Promise.reject(new MediaError('E_LAB_CONTENT', 'the lab is being closed'));
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.#starting?.catch(() => undefined);
    const program = this.#program;
    if (program === undefined) return;
    program.kill('SIGTERM');
    const timer = setTimeout(() => {
      program.kill('SIGKILL');
    }, END_TIMEOUT_MS);
    await program.ended;
    clearTimeout(timer);
  }

  async #start(): Promise<number> {
    const folder = join(this.#context.dataFolder, 'blob-storage');
    try {
      return await this.#startOn(folder);
    } catch (error) {
      if (this.isClosed) throw error;
      // Everything in it can be uploaded again, and a damaged database would never start.
      await rm(folder, { recursive: true, force: true });
      return await this.#startOn(folder);
    }
  }

  async #startOn(folder: string): Promise<number> {
    const script = azuriteProgram();
    if (script === undefined) throw new MediaError('E_LAB_CONTENT', 'Azurite is not installed');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const accounts = [...this.#accounts]
      .map(([account, key]) => `${account}:${Buffer.from(key).toString('base64')}`)
      .join(';');
    const args = ['--blobHost', '127.0.0.1', '--blobPort', '0', '--location', folder];
    const flags = ['--silent', '--disableTelemetry', '--skipApiVersionCheck'];
    const { PATH, SystemRoot, TEMP } = process.env;
    // The keys in a variable of the environment, because everybody on the machine can read an argument.
    const env = { PATH, SystemRoot, TEMP, AZURITE_ACCOUNTS: accounts };
    const program = startProgram(nodeProgram(), ['--import', END_WITH_INPUT, script, ...args, ...flags], {
      env,
    });
    this.#program = program;
    const port = await listeningPort(program);
    void program.ended.then(({ words }) => {
      this.#starting = undefined;
      this.onEnd();
      if (!this.isClosed) this.#context.journal.record('content', 'storage-ended', { words });
    });
    this.#context.journal.record('content', 'storage-started', { kind: 'azurite', port });
    return port;
  }
}

/** The port it says it listens on. */
async function listeningPort(program: RunningProgram): Promise<number> {
  let output = '';
  return await new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(timer);
      program.kill('SIGKILL');
      reject(new MediaError('E_LAB_CONTENT', `Azurite: ${why}: ${output.slice(-400).trim()}`));
    };
    const timer = setTimeout(() => {
      fail(`it did not listen within ${START_TIMEOUT_MS / 1000} s`);
    }, START_TIMEOUT_MS);
    program.stdout.on('data', (chunk: Buffer) => {
      // Only what it says at the start is kept; it runs for long.
      if (output.length < 4000) output += chunk.toString('utf8');
      const port = /listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    void program.ended.then(({ words, stderr }) => {
      fail(`${words} ${stderr}`);
    });
  });
}

interface UploadContext {
  readonly context: BlobContext;
  readonly accounts: ReadonlyMap<string, Uint8Array>;
  readonly account: string;
  readonly port: number;
}

async function uploadFile(upload: UploadContext, { content, file }: UploadedFile): Promise<void> {
  const container = containerOf(content);
  const path = `/${container}/${file.path.split('/').map(encodeURIComponent).join('/')}`;
  const known = await call(upload, { method: 'HEAD', path });
  if (known.status === 200 && known.sha256 === file.sha256) return;
  if (file.sizeBytes > MAX_PUT_BYTES)
    throw new MediaError(
      'E_LAB_CONTENT',
      `"${file.path}" has ${file.sizeBytes} bytes; the lab's storage takes ${MAX_PUT_BYTES}`,
    );
  const made = await call(upload, { method: 'PUT', path: `/${container}`, query: 'restype=container' });
  if (made.status !== 201 && made.status !== 409) throw refused(`container ${container}`, made.status);
  const hash = createHash('sha256');
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of content.open(file.path)) {
      hash.update(chunk);
      yield chunk;
    }
    const actual = hash.digest('hex');
    if (actual !== file.sha256)
      throw new MediaError('E_LAB_CONTENT', `"${file.path}" has SHA-256 ${actual}, not ${file.sha256}`);
  }
  const put = await call(upload, {
    method: 'PUT',
    path,
    headers: {
      'x-ms-blob-type': 'BlockBlob',
      'x-ms-meta-sha256': file.sha256,
      'content-length': String(file.sizeBytes),
    },
    body: hashed(),
  });
  if (put.status !== 201) throw refused(`"${file.path}"`, put.status);
  upload.context.journal.record('content', 'uploaded', {
    packageId: content.packageId,
    path: file.path,
    sizeBytes: file.sizeBytes,
  });
}

function refused(what: string, status: number): MediaError {
  return new MediaError('E_LAB_CONTENT', `Azurite did not take ${what}: HTTP ${status}`);
}

interface StorageCall {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: AsyncIterable<Uint8Array>;
}

async function call(
  { accounts, account, port }: UploadContext,
  wanted: StorageCall,
): Promise<{ readonly status: number; readonly sha256: string | undefined }> {
  const key = accounts.get(account) ?? new Uint8Array();
  // Azurite judges by the machine's clock, not by the lab's.
  const sas = accountSas(account, key, new Date(Date.now() + ONE_HOUR_MS));
  return await new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        method: wanted.method,
        path: `${wanted.path}?${wanted.query === undefined ? '' : `${wanted.query}&`}${sas}`,
        // The account is the first label of the name it is called by.
        headers: {
          host: `${account}.blob.storage.test`,
          'x-ms-version': '2020-12-06',
          'content-length': '0',
          ...wanted.headers,
        },
      },
      (answer) => {
        const sha256 = answer.headers['x-ms-meta-sha256'];
        answer.resume();
        answer.once('error', reject);
        answer.once('end', () => {
          resolve({
            status: answer.statusCode ?? 0,
            sha256: typeof sha256 === 'string' ? sha256 : undefined,
          });
        });
      },
    );
    outgoing.on('error', reject);
    if (wanted.body === undefined) outgoing.end();
    else pipeline(Readable.from(wanted.body), outgoing).catch(reject);
  });
}
