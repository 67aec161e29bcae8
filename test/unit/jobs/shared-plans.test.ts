/** Drives of one geometry share a plan; between two plans the others get their turn; nobody keeps one longer than needed. */
import { expect, test, vi } from 'vitest';
import { MediaError } from '#base/errors/media-error.ts';
import type { ImagePlan } from '#base/extent.ts';
import { MIB } from '#base/units.ts';
import type { MediumSpec } from '#jobs/medium-spec.ts';
import { SharedPlans } from '#jobs/shared-plans.ts';
import { codeOfPromise } from '../../support/codes.ts';
import { driveStage, type Stage } from '../../support/drive-stage.ts';

/** A stick with one file; its label is asked for once in every plan. */
function mediumTelling(onPlan: () => void): MediumSpec {
  return {
    kind: 'disk',
    partitionStyle: 'gpt',
    get label() {
      onPlan();
      return 'MEDIA';
    },
    ids: {
      diskGuid: '33333333-3333-4333-8333-333333333333',
      partitionGuids: ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'],
      volumeId: 0x1234abcd,
    },
    modified: '2026-11-20T12:00:00Z',
    files: [{ path: 'EFI/BOOT/BOOTX64.EFI', content: { kind: 'inline', base64: 'TVo=' } }],
    biosBoot: null,
  };
}

interface Planned extends Stage {
  /** "plan" for every plan, "turn" when the event loop came round after it. */
  readonly events: string[];
}

async function planned(): Promise<Planned> {
  const events: string[] = [];
  const stage = await driveStage(
    mediumTelling(() => {
      events.push('plan');
      setImmediate(() => events.push('turn'));
    }),
  );
  await stage.clock.pass(1);
  // What the medium needs was found out by a plan, too.
  events.length = 0;
  return { ...stage, events };
}

const plansIn = (events: readonly string[]): number => events.filter((event) => event === 'plan').length;

test.each([
  { sizes: [40, 40, 40, 40], plans: 1 },
  { sizes: [40, 48, 40, 48], plans: 2 },
])(
  'drives of $sizes MiB take $plans plans, and one that joins later takes none',
  async ({ sizes, plans }) => {
    const { clock, machine, add, run, events } = await planned();
    const all = sizes.map((size, index) =>
      add(machine.plug(`/dev/sd${'abcd'.charAt(index)}`, { sizeBytes: size * MIB, writeSpeed: 1e6 })),
    );
    await clock.pass(200);
    const late = add(machine.plug('/dev/sde', { sizeBytes: 40 * MIB }));
    const ended = await clock.run(Promise.all([...all, late]));
    expect(ended.map(({ result }) => result.outcome)).toEqual(ended.map(() => 'verified'));
    expect(plansIn(events)).toBe(plans);
    await clock.run(run.end());
  },
);

test('drives of other sectors have another plan', async () => {
  const { clock, machine, add, run, events } = await planned();
  const drives = ([512, 4096] as const).map((sectorBytes) =>
    machine.plug(`/dev/sd${sectorBytes}`, { sizeBytes: 300 * MIB, sectorBytes }),
  );
  const ended = await clock.run(Promise.all(drives.map((drive) => add(drive))));
  expect(ended.map(({ result }) => result.outcome)).toEqual(['verified', 'verified']);
  expect(plansIn(events)).toBe(2);
  await clock.run(run.end());
});

test('a turn of the event loop lies between the plans of drives that come at the same moment', async () => {
  const { clock, machine, add, run, events } = await planned();
  const drives = [40, 48, 56].map((size) => machine.plug(`/dev/sd${size}`, { sizeBytes: size * MIB }));
  await clock.run(Promise.all(drives.map((drive) => add(drive))));
  expect(events).toEqual(['plan', 'turn', 'plan', 'turn', 'plan', 'turn']);
  await clock.run(run.end());
});

const GEOMETRY = { sizeBytes: 40 * MIB, sectorBytes: 512 };

function plansOf(make: (count: number) => void = () => undefined) {
  let count = 0;
  const plans = new SharedPlans(({ sizeBytes = 0 }): ImagePlan => {
    count += 1;
    make(count);
    return { sizeBytes, extents: [], writtenLast: [] };
  });
  return { plans, count: () => count };
}

/** Of a drive that nobody cancels. */
const live = new AbortController().signal;

test('who is cancelled while others are planned goes at once, and a plan that nobody waits for is not made', async () => {
  const { plans, count } = plansOf();
  const stop = new AbortController();
  const work = vi.fn(() => Promise.resolve());
  const first = plans.use(GEOMETRY, live, work);
  const others = [48, 56, 64].map((size) =>
    plans.use({ ...GEOMETRY, sizeBytes: size * MIB }, stop.signal, work),
  );
  stop.abort();
  const codes = await Promise.all(others.map(codeOfPromise));
  expect([count(), codes]).toEqual([0, ['E_CANCELLED', 'E_CANCELLED', 'E_CANCELLED']]);
  await first;
  // Behind all that were begun.
  await plans.use({ ...GEOMETRY, sizeBytes: 72 * MIB }, live, work);
  expect([count(), work.mock.calls.length]).toEqual([2, 2]);
});

test('a plan is kept while somebody needs it, and no longer', async () => {
  const { plans, count } = plansOf();
  const end = new AbortController();
  const ended = new Promise<void>((resolve) => {
    end.signal.addEventListener('abort', () => {
      resolve();
    });
  });
  const holding = plans.use(GEOMETRY, live, () => ended);
  const seen: ImagePlan[] = [];
  const look = (plan: ImagePlan): Promise<number> => Promise.resolve(seen.push(plan));
  await plans.use(GEOMETRY, live, look);
  await plans.use(GEOMETRY, live, look);
  expect(seen[0]).toBe(seen[1]);
  expect(count()).toBe(1);
  end.abort();
  await holding;
  await plans.use(GEOMETRY, live, look);
  expect(count()).toBe(2);
});

test('what cannot be planned fails for all who ask for it, and not for the next', async () => {
  const { plans, count } = plansOf((number) => {
    if (number === 1) throw new MediaError('E_DISK_TOO_SMALL', 'too small');
  });
  const nothing = (): Promise<void> => Promise.resolve();
  const both = await Promise.allSettled([
    plans.use(GEOMETRY, live, nothing),
    plans.use(GEOMETRY, live, nothing),
  ]);
  expect(both).toMatchObject([
    { status: 'rejected', reason: { code: 'E_DISK_TOO_SMALL' } },
    { status: 'rejected', reason: { code: 'E_DISK_TOO_SMALL' } },
  ]);
  await plans.use({ ...GEOMETRY, sizeBytes: 48 * MIB }, live, nothing);
  expect(count()).toBe(2);
});
