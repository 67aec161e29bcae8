/**
 * One run of a session: passes requests to the engine and results back. Between `begin` and `began` there is no engine
 * yet; a run abandoned then is ended as soon as it is there.
 */
import { MediaError } from '#base/errors/media-error.ts';
import type { DriveResult, DriveRunWithSources, DriveTarget, SourceNews } from '#jobs/drive-run.ts';
import type { FrameSender } from '#jobs/writer/frames.ts';
import type { ReplyMessage } from '#jobs/writer/messages.ts';
import { errorForWire, shortened } from '#jobs/writer/wire-error.ts';

export class SessionRun {
  readonly #id: number;
  readonly #sender: FrameSender<ReplyMessage>;
  readonly #reports = new Set<Promise<void>>();
  #engine: DriveRunWithSources | undefined;
  #onOver: (() => void) | undefined;
  #isAbandoned = false;
  #ended: Promise<void> | undefined;

  constructor(id: number, sender: FrameSender<ReplyMessage>) {
    this.#id = id;
    this.#sender = sender;
  }

  /** Drives without a result so far. */
  get drives(): number {
    return this.#reports.size;
  }

  /** The engine is there. */
  start(engine: DriveRunWithSources, onOver: () => void): void {
    this.#engine = engine;
    this.#onOver = onOver;
    if (this.#isAbandoned) void this.end();
  }

  /** @throws MediaError E_WRITER_MESSAGE when the run has not begun */
  add(target: DriveTarget): void {
    const report = this.#report(target, this.#begun().add(target)).finally(() =>
      this.#reports.delete(report),
    );
    this.#reports.add(report);
  }

  /** @throws MediaError E_WRITER_MESSAGE when the run has not begun, or for a source it does not have */
  source(news: SourceNews): void {
    try {
      this.#begun().source(news);
    } catch (cause) {
      throw new MediaError('E_WRITER_MESSAGE', `news of source "${news.id}" fit nothing`, { cause });
    }
  }

  /** @throws MediaError E_WRITER_MESSAGE when the run has not begun */
  cancel(device: string | undefined): void {
    this.#begun().cancel(device);
  }

  /** Takes no more drives; resolves when all results and the end were sent. */
  end(): Promise<void> {
    const engine = this.#begun();
    this.#ended ??= (async () => {
      await engine.end();
      await Promise.all(this.#reports);
      this.#onOver?.();
      await this.#sender.send({ type: 'ended', run: this.#id });
    })();
    return this.#ended;
  }

  /** Cancels all drives and ends. */
  async abandon(): Promise<void> {
    this.#isAbandoned = true;
    if (this.#engine === undefined) return;
    this.#engine.cancel();
    await this.end();
  }

  #begun(): DriveRunWithSources {
    if (this.#engine === undefined) throw new MediaError('E_WRITER_MESSAGE', `run ${this.#id} has not begun`);
    return this.#engine;
  }

  async #report(target: DriveTarget, result: Promise<DriveResult>): Promise<void> {
    const { identity } = target;
    // An engine that breaks its promise not to reject must not take the other drives with it.
    const told = await result.catch((error: unknown): DriveResult => {
      const data = errorForWire(error);
      return {
        device: identity.device,
        outcome: 'failed',
        error: data,
        offset: null,
        badBytes: null,
        retries: 0,
      };
    });
    const sent = told.outcome === 'failed' ? { ...told, error: shortened(told.error) } : told;
    await this.#sender.send({ type: 'result', run: this.#id, identity, result: sent });
  }
}
