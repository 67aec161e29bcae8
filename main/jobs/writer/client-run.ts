/** One run as the builder sees it: requests go out by its number, results come back by the identity of the drive. */
import { toErrorData, MediaError, type ErrorData } from '#base/errors/media-error.ts';
import type { DriveIdentity } from '#devices/drive.ts';
import type {
  DriveResult,
  DriveRunOptions,
  DriveRunWithSources,
  DriveState,
  DriveTarget,
  SourceNews,
} from '../drive-run.ts';
import type { FrameSender } from './frames.ts';
import type { RequestMessage } from './messages.ts';

interface Joined {
  readonly device: string;
  readonly resolve: (result: DriveResult) => void;
}

export class ClientRun implements DriveRunWithSources {
  readonly #id: number;
  readonly #sender: FrameSender<RequestMessage>;
  readonly #options: DriveRunOptions;
  readonly #joined = new Map<string, Joined>();
  /** News not yet sent, the latest of each source: each one replaces what was said before. */
  readonly #news = new Map<string, SourceNews>();
  #isSendingNews = false;
  #ended: Promise<void> | undefined;
  #resolveEnded: (() => void) | undefined;
  #isOver = false;
  #lost: ErrorData | undefined;

  constructor(id: number, sender: FrameSender<RequestMessage>, options: DriveRunOptions) {
    this.#id = id;
    this.#sender = sender;
    this.#options = options;
  }

  add(target: DriveTarget): Promise<DriveResult> {
    const { device } = target.identity;
    const key = keyOf(target.identity);
    if (this.#lost !== undefined) return Promise.resolve(failed(device, this.#lost));
    if (this.#isOver) return Promise.resolve(failed(device, overError(device)));
    if (this.#ended !== undefined || this.#joined.has(key)) {
      const why = this.#ended === undefined ? 'is already in this run' : 'came after the end of its run';
      return Promise.resolve(
        failed(device, toErrorData(new MediaError('E_DEVICE_IN_USE', `${device} ${why}`))),
      );
    }
    return new Promise((resolve) => {
      this.#joined.set(key, { device, resolve });
      void this.#sender.send({ type: 'add', run: this.#id, target });
    });
  }

  cancel(device?: string): void {
    if (this.#lost === undefined) {
      void this.#sender.send({ type: 'cancel', run: this.#id, device: device ?? null });
    }
  }

  end(): Promise<void> {
    this.#ended ??= new Promise((resolve) => {
      this.#resolveEnded = resolve;
      // A writer that is stopped from outside (Ctrl+C reaches both) ends its runs without being asked.
      if (this.#lost !== undefined || this.#isOver) resolve();
      else void this.#sender.send({ type: 'end', run: this.#id });
    });
    return this.#ended;
  }

  source(news: SourceNews): void {
    if (this.#lost !== undefined) return;
    this.#news.set(news.id, news);
    if (!this.#isSendingNews) void this.#sendNews();
  }

  /** Sends one after the other; while one waits for room, newer ones take the place of those not yet sent. */
  async #sendNews(): Promise<void> {
    this.#isSendingNews = true;
    for (const [id, news] of this.#news) {
      this.#news.delete(id);
      await this.#sender.send({ type: 'source', run: this.#id, ...news });
    }
    this.#isSendingNews = false;
  }

  onState(state: DriveState): void {
    this.#options.onState?.(state);
  }

  onResult(identity: DriveIdentity, result: DriveResult): void {
    const key = keyOf(identity);
    this.#joined.get(key)?.resolve(result);
    this.#joined.delete(key);
  }

  onEnded(): void {
    this.#isOver = true;
    // A drive whose request crossed with the end has no result and gets none any more.
    for (const { device, resolve } of this.#joined.values()) resolve(failed(device, overError(device)));
    this.#joined.clear();
    this.#resolveEnded?.();
  }

  /** The writer is gone: what had no result yet failed with it. */
  onLost(error: ErrorData): void {
    this.#lost = error;
    for (const joined of this.#joined.values()) joined.resolve(failed(joined.device, error));
    this.#joined.clear();
    this.#resolveEnded?.();
  }
}

/** The writer ends its runs by itself when it is stopped from outside. */
function overError(device: string): ErrorData {
  return toErrorData(new MediaError('E_WRITER_LOST', `the writer ended the run before ${device} joined it`));
}

function failed(device: string, error: ErrorData): DriveResult {
  return { device, outcome: 'failed', error, offset: null, badBytes: null, retries: 0 };
}

function keyOf({ device, serial, size, devicePath, attachment }: DriveIdentity): string {
  return JSON.stringify([device, serial, size, devicePath, attachment]);
}
