/**
 * Any number of drives of any speed, with faults, joining and being cancelled at any time: every drive tells a valid
 * sequence of states and has one result, and nothing of a drive depends on the others.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MediaError } from '#base/errors/media-error.ts';
import { DRIVE_PHASES, type DriveState } from '#jobs/drive-run.ts';
import { driveStage, STAGE_IMAGE as IMAGE, type Ended } from '../support/drive-stage.ts';
import type { FakeDriveOptions } from '../support/fake-drives.ts';
import { imageMedium } from '../support/fake-sources.ts';

const fault: fc.Arbitrary<FakeDriveOptions> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc
    .record({
      kind: fc.constantFrom('write' as const, 'read' as const, 'flush' as const),
      nth: fc.nat(30),
      code: fc.constantFrom('E_DEVICE_IO' as const, 'E_DEVICE_ACCESS' as const),
      staysBroken: fc.boolean(),
    })
    .map(({ code, ...rest }) => ({ failAt: { ...rest, error: new MediaError(code, 'fails') } })),
  fc
    .record({ kind: fc.constantFrom('write' as const, 'read' as const, 'open' as const), nth: fc.nat(20) })
    .map((hangAt) => ({ hangAt })),
  fc.integer({ min: 1, max: 3000 }).map((goneAtMs) => ({ goneAtMs })),
  fc.nat(IMAGE.length - 1).map((flipAt) => ({ flipAt })),
);

const plan = fc.record({
  speed: fc.constantFrom(0.2e6, 1e6, 4e6, 30e6),
  fault,
  joinMs: fc.oneof(fc.constant(0), fc.nat(3000)),
  cancelMs: fc.option(fc.nat(6000)),
});

const scenario = fc.record({
  drives: fc.array(plan, { minLength: 1, maxLength: 5 }),
  /** A growing source arrives in so many steps of 100 ms; 0: it is there. */
  steps: fc.constantFrom(0, 0, 5, 40),
  /** With 2 a drive that is alone makes other calls than one of several, so a fault of its n-th call meets another one. */
  loneChunks: fc.constantFrom(1, 2),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never;

interface Played {
  readonly ended: readonly Ended[];
  readonly states: readonly (readonly { readonly state: DriveState; readonly atMs: number }[])[];
  readonly starts: readonly boolean[];
}

/** `first` is the number of the first drive: a drive keeps its name when it plays alone. */
async function play({ drives, steps, loneChunks }: Scenario, first = 0): Promise<Played> {
  const medium = imageMedium('/image', IMAGE.length, steps > 0);
  const { clock, machine, add, run, states, sources } = await driveStage(medium, { loneChunks });
  const path = (index: number): string => `/dev/sd${'abcde'.charAt(first + index)}`;
  const plugged = drives.map(({ speed, fault: faulty }, index) =>
    machine.plug(path(index), { writeSpeed: speed, readSpeed: 3 * speed, ...faulty }),
  );
  for (let step = 1; step <= steps; step += 1) {
    clock.after(step * 100, () => {
      run.source({ id: 'image', availableBytes: Math.floor((IMAGE.length * step) / steps) });
    });
  }
  const jobs = drives.map(async ({ joinMs, cancelMs }, index) => {
    await clock.sleep(joinMs);
    if (cancelMs !== null) {
      clock.after(cancelMs, () => {
        run.cancel(path(index));
      });
    }
    const drive = plugged[index];
    if (drive === undefined) throw new Error('no drive');
    return await add(drive);
  });
  const ended = await clock.run(Promise.all(jobs));
  await clock.run(run.end());
  expect([...sources.closed]).toEqual([...sources.opened]);
  // What hangs comes back in the end.
  for (const drive of plugged) drive.letGo();
  await clock.pass(60_000);
  for (const drive of plugged) expect(drive.closed).toBe(drive.opened);
  return {
    ended,
    states: drives.map((_, index) => states.filter(({ state }) => state.device === path(index))),
    starts: plugged.map(
      ({ ram }) => Buffer.compare(ram.bytes.subarray(0, 512), IMAGE.subarray(0, 512)) === 0,
    ),
  };
}

function checkStates(states: Played['states'][number], endedAtMs: number): void {
  expect(states[0]?.state).toMatchObject({
    phase: 'wait',
    done: 0,
    bytesPerSecond: null,
    remainingSeconds: null,
  });
  for (const [index, { state, atMs }] of states.entries()) {
    expect(state.done).toBeLessThanOrEqual(state.total);
    expect(atMs).toBeLessThanOrEqual(endedAtMs);
    for (const value of [state.bytesPerSecond, state.remainingSeconds])
      expect(value === null || (Number.isFinite(value) && value >= 0)).toBe(true);
    const before = states[index - 1];
    if (before === undefined) continue;
    const [from, to] = [before.state.phase, state.phase].map((phase) => DRIVE_PHASES.indexOf(phase));
    expect(to).toBeGreaterThanOrEqual(from ?? 0);
    expect(state.retries).toBeGreaterThanOrEqual(before.state.retries);
    if (to !== from) continue;
    expect(state.done).toBeGreaterThanOrEqual(before.state.done);
    // Ten a second; only the end of the last phase need not wait.
    if (index < states.length - 1) expect(atMs - before.atMs).toBeGreaterThanOrEqual(100 - 1e-6);
  }
}

test('states are valid, results are single and true, and drives do not know of each other', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (input) => {
      const together = await play(input);
      for (const [index, { result, atMs }] of together.ended.entries()) {
        const states = together.states[index] ?? [];
        checkStates(states, atMs);
        if (result.outcome === 'verified') {
          expect(together.starts[index]).toBe(true);
          expect(states.at(-1)?.state).toMatchObject({ phase: 'verify', done: states.at(-1)?.state.total });
        }
        // Nothing can be taken away from a drive that was pulled out while it was read back.
        const isGone = input.drives[index]?.fault.goneAtMs !== undefined;
        if (result.outcome !== 'verified' && !isGone) expect(together.starts[index]).toBe(false);
        // Without the others its result and its time are the same.
        const drive = input.drives[index];
        if (drive === undefined) throw new Error('no drive');
        if (input.loneChunks > 1) continue;
        const alone = await play({ ...input, drives: [drive] }, index);
        expect(alone.ended[0]).toEqual({ result, atMs: expect.closeTo(atMs, 6) });
      }
    }),
    { numRuns: 20 },
  );
}, 300_000);
