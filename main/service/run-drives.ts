/**
 * One medium onto any number of drives through a writer: begins the run, lets the drives join, feeds it with what is
 * still being made (unpacked, downloaded), and collects a result for every drive.
 * Trap: when all drives have ended, nobody needs the rest of a source any more; the feeding is stopped then.
 */
import { childAbort } from '#base/progress.ts';
import type { DriveResult, DriveState, DriveTarget, DriveWriter, SourceNews } from '#jobs/drive-run.ts';
import type { MediumSpec } from '#jobs/medium-spec.ts';

export interface DriveOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onState?: ((state: DriveState) => void) | undefined;
  readonly onResult?: ((result: DriveResult) => void) | undefined;
  /** Begins to let drives join that come later. */
  readonly join?: ((add: (target: DriveTarget) => void) => Joining) | undefined;
  /** Told once the first drives have joined: how one drive is cancelled without the others. */
  readonly onBegun?: ((cancelDrive: (device: string) => void) => void) | undefined;
}

/** Drives that may still join. The run ends when no drive is at work and none is about to join. */
export interface Joining {
  /** Resolves when no drive is about to join; never rejects. */
  settled(): Promise<void>;
  stop(): void;
}

export interface DriveRunInput {
  readonly writer: DriveWriter;
  readonly medium: MediumSpec;
  readonly targets: readonly DriveTarget[];
  /** Fills growing sources and tells of it, failures included; must not reject. */
  readonly feed?: ((tell: (news: SourceNews) => void, signal: AbortSignal) => Promise<void>) | undefined;
}

/**
 * Writes and verifies all drives at once; each has its own result, in the order in which they joined.
 * @throws MediaError when the run cannot begin: E_WRITER_*, E_IMAGE_*; nothing was written then
 */
export async function runDrives(
  { writer, medium, targets, feed }: DriveRunInput,
  options: DriveOptions = {},
): Promise<readonly DriveResult[]> {
  const { signal, onState, onResult } = options;
  const run = await writer.begin(medium, { onState });
  const cancel = (): void => {
    run.cancel();
  };
  const feeding = childAbort(signal);
  const results: Promise<DriveResult>[] = [];
  const add = (target: DriveTarget): void => {
    const result = run.add(target).then((one) => {
      onResult?.(one);
      return one;
    });
    results.push(result);
    // A drive that joins after the cancellation ends like the others.
    if (signal?.aborted === true) cancel();
  };
  signal?.addEventListener('abort', cancel, { once: true });
  const fed = feed?.((news) => {
    run.source(news);
  }, feeding.signal);
  targets.forEach(add);
  options.onBegun?.((device) => {
    run.cancel(device);
  });
  const joining = options.join?.(add);
  try {
    for (let known = -1; known !== results.length;) {
      known = results.length;
      await Promise.all(results);
      await joining?.settled();
    }
    return await Promise.all(results);
  } finally {
    joining?.stop();
    signal?.removeEventListener('abort', cancel);
    feeding.abort(new Error('no drive needs it any more'));
    feeding.release();
    await fed;
    await run.end();
  }
}
