/** A run of the drive engine on fake drives under a virtual clock, with everything a test wants to look at. */
import { beginRun } from '#jobs/drive-batch.ts';
import type { DriveResult, DriveRunWithSources, DriveState, DriveTarget } from '#jobs/drive-run.ts';
import type { MediumSpec } from '#jobs/medium-spec.ts';
import { seededRandom } from '#platform/random.ts';
import { FakeMachine, type FakeDrive } from './fake-drives.ts';
import { fakeSources, imageMedium, patterned, type FakeSources } from './fake-sources.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Small, so that an image of many chunks is written in no time. */
export const STAGE_CHUNK_BYTES = 64 * 1024;
export const STAGE_IMAGE = patterned(20 * STAGE_CHUNK_BYTES);

export interface Ended {
  readonly result: DriveResult;
  readonly atMs: number;
}

export interface Stage {
  readonly clock: VirtualClock;
  readonly machine: FakeMachine;
  readonly run: DriveRunWithSources;
  readonly states: { readonly state: DriveState; readonly atMs: number }[];
  readonly sources: FakeSources;
  readonly add: (drive: FakeDrive, target?: Partial<DriveTarget>) => Promise<Ended>;
}

export async function driveStage(
  medium: MediumSpec = imageMedium('/image', STAGE_IMAGE.length),
  { loneChunks }: { readonly loneChunks?: number } = {},
): Promise<Stage> {
  const clock = new VirtualClock();
  const machine = new FakeMachine(clock);
  const sources = fakeSources({ '/image': STAGE_IMAGE });
  const states: { state: DriveState; atMs: number }[] = [];
  const run = await beginRun(
    {
      system: machine,
      medium,
      openSource: sources.openSource,
      clock,
      chunkBytes: STAGE_CHUNK_BYTES,
      loneChunks,
      random: seededRandom('drive stage'),
    },
    { onState: (state) => states.push({ state, atMs: clock.now() }) },
  );
  const add = async (drive: FakeDrive, target: Partial<DriveTarget> = {}): Promise<Ended> => {
    const result = await run.add({ ...drive.target, ...target });
    return { result, atMs: clock.now() };
  };
  return { clock, machine, run, states, sources, add };
}
