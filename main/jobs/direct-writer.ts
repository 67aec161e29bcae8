/**
 * The drive writer in this process: for tests, for hosts that already have the rights, and behind the writer process's
 * own door. Closing it cancels what is under way.
 */
import type { RandomSource } from '#platform/random.ts';
import { beginRun } from './drive-batch.ts';
import type { DriveRunWithSources, DriveWriter } from './drive-run.ts';
import type { DriveSystem } from './drive-system.ts';
import { openLocalSource } from './local-source.ts';
import type { RunClock } from './run-clock.ts';
import type { OpenSource } from './sources.ts';

export interface DirectWriterOptions {
  /** Opens the files that are written; with this process's rights unless told. */
  readonly openSource?: OpenSource | undefined;
  readonly random?: RandomSource | undefined;
  readonly clock?: RunClock | undefined;
}

export function directWriter(system: DriveSystem, options: DirectWriterOptions = {}): DriveWriter {
  const runs = new Set<DriveRunWithSources>();
  const { openSource = openLocalSource, random, clock } = options;
  return {
    list: () => system.list(),
    async begin(medium, runOptions) {
      const run = await beginRun({ system, medium, openSource, random, clock }, runOptions);
      const tracked: DriveRunWithSources = {
        add: (target) => run.add(target),
        cancel: (device) => {
          run.cancel(device);
        },
        source: (news) => {
          run.source(news);
        },
        async end() {
          await run.end();
          runs.delete(tracked);
        },
      };
      runs.add(tracked);
      return tracked;
    },
    async close() {
      for (const run of runs) run.cancel();
      await Promise.all([...runs].map((run) => run.end()));
    },
  };
}
