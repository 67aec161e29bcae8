/**
 * The state file under power cuts: whatever part of a save reaches the disk, the state is the one before or the new one.
 */
import { watch } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSlot, sealSlot } from '../../resources/runtime/state/slot.ts';
import { openStateFile, type SavedRun } from '../../resources/runtime/state/state-file.ts';
import { codeOfPromise } from '../support/codes.ts';
import { tempFolder } from '../support/temp.ts';

const MACHINE = '4C4C4544-0042-4A10-8053-B3C04F4E3332';
const SLOTS = ['TSEnv-1.dat', 'TSEnv-2.dat'] as const;

function run(step: number, filler = ''): SavedRun {
  return {
    engine: {
      version: 1,
      runId: 'b7b4e6d2-0000-4000-8000-000000000001',
      startedAt: '2026-11-21T20:00:00.000Z',
      startedFrom: 'media',
      sequence: {
        packageId: 'PS100048',
        name: 'n',
        advertisementId: 'a',
        xml: '<sequence/>',
        bootImageId: '',
      },
      position: { kind: 'running', step, environment: 'boot-image', isAgain: false },
      restartCount: 0,
      toleratedCount: 0,
      variables: [{ name: 'Secret', value: `hidden value ${filler}`, isHidden: true }],
    },
  };
}

test('a state comes back as it was saved, and no hidden value stands in the files', async () => {
  const folder = await tempFolder('state');
  const file = openStateFile(folder, MACHINE);
  expect(await file.load()).toBeUndefined();
  await file.save(run(1));
  await file.save(run(2));
  await file.save(run(3));
  expect(await openStateFile(folder, MACHINE.toLowerCase()).load()).toEqual(run(3));
  for (const name of SLOTS) expect(await readFile(join(folder, name), 'latin1')).not.toContain('hidden');
  await file.clear();
  expect(await openStateFile(folder, MACHINE).load()).toBeUndefined();
});

test.each([1, 2, 3, 4])('the newest of %i states is the last one to be removed', async (saves) => {
  const folder = await tempFolder('state');
  const file = openStateFile(folder, MACHINE);
  for (let count = 1; count <= saves; count++) await file.save(run(count));
  const newest = saves % 2 === 1 ? SLOTS[0] : SLOTS[1];
  const there = SLOTS.filter((_name, index) => index < saves);
  const removed: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const watcher = watch(folder, (event, name) => {
      if (event === 'rename') removed.push(name ?? '');
      if (removed.length === there.length) {
        watcher.close();
        resolve();
      }
    });
    // Cleared by somebody who has not looked at it before, as after a restart.
    openStateFile(folder, MACHINE).clear().catch(reject);
  });
  expect(removed).toEqual([...there.filter((name) => name !== newest), newest]);
});

test('a state that was moved here is newer than the one it follows', async () => {
  const file = openStateFile(await tempFolder('state'), MACHINE);
  await file.save(run(1), 7);
  expect(file.generation).toBe(8);
  const again = openStateFile(file.folder, MACHINE);
  expect(await again.load()).toEqual(run(1));
  expect(again.generation).toBe(8);
});

test('another computer cannot open the state, and says that there is one', async () => {
  const folder = await tempFolder('state');
  const file = openStateFile(folder, MACHINE);
  await file.save(run(1));
  await file.save(run(2));
  const elsewhere = openStateFile(folder, '00000000-0042-4A10-8053-B3C04F4E3332');
  expect(await codeOfPromise(elsewhere.load())).toBe('E_TS_STATE_DAMAGED');
});

test('after a power cut in the middle of any save the state is the one before or the new one', async () => {
  const seed = Date.now() % 1_000_000;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 3000 }), { minLength: 1, maxLength: 6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.boolean(),
      async (fillers, fraction, isTornInBlocks) => {
        const folder = await tempFolder('state');
        const file = openStateFile(folder, MACHINE);
        for (const [index, length] of fillers.slice(0, -1).entries())
          await file.save(run(index, 'x'.repeat(length)));
        const before = await Promise.all(
          SLOTS.map((name) => readFile(join(folder, name)).catch(() => undefined)),
        );
        const last = run(fillers.length - 1, 'y'.repeat(fillers.at(-1) ?? 0));
        await file.save(last);
        // What was written last is put back in part: its first bytes are new, the rest is what stood there before.
        for (const [index, name] of SLOTS.entries()) {
          const now = await readFile(join(folder, name)).catch(() => undefined);
          const old = before[index];
          if (now === undefined || (old !== undefined && now.equals(old))) continue;
          const cut = Math.floor(now.length * fraction);
          const rest =
            old?.subarray(cut) ?? (isTornInBlocks ? Buffer.alloc(now.length - cut) : Buffer.alloc(0));
          await writeFile(join(folder, name), Buffer.concat([now.subarray(0, cut), rest]));
        }
        const found = await openStateFile(folder, MACHINE).load();
        const previous =
          fillers.length === 1 ? undefined : run(fillers.length - 2, 'x'.repeat(fillers.at(-2) ?? 0));
        expect([previous, last]).toContainEqual(found);
        // And it can be saved again.
        const again = openStateFile(folder, MACHINE);
        await again.save(run(99));
        expect(await openStateFile(folder, MACHINE).load()).toEqual(run(99));
      },
    ),
    { seed, numRuns: 150 },
  );
});

test('a flipped bit anywhere in a slot closes it', () => {
  const random = { salt: new Uint8Array(16).fill(1), nonce: new Uint8Array(12).fill(2) };
  const slot = { generation: 7, text: '{"a":1}' };
  const sealed = sealSlot(slot, MACHINE, random);
  expect(openSlot(sealed, MACHINE)).toEqual(slot);
  for (let at = 0; at < sealed.length; at++) {
    const broken = sealed.slice();
    broken[at] = (broken[at] ?? 0) ^ 0x10;
    expect(openSlot(broken, MACHINE), `byte ${at}`).toBeUndefined();
  }
});
