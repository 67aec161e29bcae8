/** Files and drives keep out of each other's way, and a drive that hangs holds up files for a minute and not for ever. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { identityOf } from '#devices/drive.ts';
import type { DriveSystem } from '#jobs/drive-system.ts';
import { DriveGate } from '../../../main/hosts/writer/drive-gate.ts';
import { sourceOpener } from '../../../main/hosts/writer/sources.ts';
import { STICK } from '../../support/drives.ts';
import { ramDevice } from '../../support/ram-device.ts';
import { tempFolder } from '../../support/temp.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const target = { identity: identityOf(STICK), isConfirmed: true, allowLoop: false, isUpdate: false };
const wishes = { sourcePaths: [], signal: new AbortController().signal };
const never = new Promise<never>(() => undefined);

/** A machine whose calls take as long as the test says. */
function machine(
  clock: VirtualClock,
  change: Partial<Record<'list' | 'open' | 'write' | 'close', Promise<unknown>>>,
) {
  const device = ramDevice({ sizeBytes: 4096, alignmentBytes: 512 });
  const wait = async (what: keyof typeof change): Promise<void> => {
    await change[what];
  };
  const system: DriveSystem = {
    list: () => wait('list').then(() => []),
    openForWriting: () =>
      wait('open').then(() => ({
        drive: STICK,
        device: { ...device, write: () => wait('write'), close: () => wait('close') },
      })),
    isPresent: () => Promise.resolve(true),
  };
  const gate = new DriveGate(clock);
  return { gate, system: gate.guard(system) };
}

/** When, in milliseconds from now, the gate let something be done. */
async function whenDone(gate: DriveGate, clock: VirtualClock): Promise<number> {
  const start = clock.now();
  let at = -1;
  await gate.whenQuiet(() => {
    at = clock.now() - start;
  });
  return at;
}

describe('files are opened', () => {
  test('at once when nothing is done with drives', async () => {
    const clock = new VirtualClock();
    const { gate } = machine(clock, {});
    expect(await clock.run(whenDone(gate, clock))).toBe(0);
  });

  test.each(['list', 'open'] as const)('after what is under way: %s', async (what) => {
    const clock = new VirtualClock();
    const { gate, system } = machine(clock, { [what]: clock.sleep(7000) });
    const under = what === 'list' ? system.list() : system.openForWriting(target, wishes);
    expect(await clock.run(whenDone(gate, clock))).toBe(7000);
    await under;
  });

  test('beside a transfer of usual length, and after one that takes long', async () => {
    const clock = new VirtualClock();
    const { gate, system } = machine(clock, { write: clock.sleep(20_000) });
    const { device } = await system.openForWriting(target, wishes);
    const writing = device.write(0, new Uint8Array(512));
    expect(await clock.run(whenDone(gate, clock))).toBe(0);
    await clock.run(clock.sleep(6000));
    expect(await clock.run(whenDone(gate, clock))).toBe(14_000);
    await writing;
  });

  test('after a drive was given back, which takes the rights of the process', async () => {
    const clock = new VirtualClock();
    const { gate, system } = machine(clock, { close: clock.sleep(300) });
    const { device } = await system.openForWriting(target, wishes);
    const closing = device.close();
    expect(await clock.run(whenDone(gate, clock))).toBe(300);
    await closing;
  });

  test('when the opening of a drive failed', async () => {
    const clock = new VirtualClock();
    const { gate, system } = machine(clock, {
      open: clock.sleep(10).then(() => Promise.reject(new Error('busy'))),
    });
    const refusal = expect(system.openForWriting(target, wishes)).rejects.toThrow('busy');
    expect(await clock.run(whenDone(gate, clock))).toBe(10);
    await refusal;
  });
});

describe('after a minute it is said which drive is in the way', () => {
  test.each([
    ['open', '/dev/sdb has not answered for 60 s'],
    ['list', 'the list of drives has not answered for 60 s'],
  ] as const)('%s', async (what, words) => {
    const clock = new VirtualClock();
    const { gate, system } = machine(clock, { [what]: never });
    void (what === 'list' ? system.list() : system.openForWriting(target, wishes));
    const opening = clock.run(whenDone(gate, clock));
    await expect(opening).rejects.toMatchObject({
      code: 'E_DEVICE_HANGS',
      message: `no file can be opened: ${words}`,
    });
    expect(clock.now()).toBe(60_000);
  });

  test('write, however long it hung before', async () => {
    const clock = new VirtualClock();
    const { gate, system } = machine(clock, { write: never });
    const { device } = await system.openForWriting(target, wishes);
    void device.write(0, new Uint8Array(512));
    await clock.run(clock.sleep(100_000));
    await expect(clock.run(whenDone(gate, clock))).rejects.toMatchObject({
      code: 'E_DEVICE_HANGS',
      message: expect.stringContaining('has not answered for 160 s') as unknown,
    });
  });
});

describe('with the rights of a user', () => {
  test('files asked for together are opened in one change of rights, and each has its own answer', async () => {
    const folder = await tempFolder('sources');
    const names = Array.from({ length: 20 }, (_, index) => join(folder, `${index}`));
    for (const name of names.slice(1)) await writeFile(name, name);
    let changes = 0;
    const openSource = sourceOpener((action) => {
      changes += 1;
      return action();
    }, new DriveGate());
    const opened = await Promise.allSettled(names.map(openSource));
    expect(changes).toBe(1);
    expect(opened.map(({ status }) => status)).toEqual([
      'rejected',
      ...names.slice(1).map(() => 'fulfilled'),
    ]);
    for (const one of opened) if (one.status === 'fulfilled') await one.value.close();
  });

  test('a refused change of rights opens nothing, and the next one is tried again', async () => {
    const path = join(await tempFolder('sources'), 'file');
    await writeFile(path, 'x');
    let isRefused = true;
    const openSource = sourceOpener((action) => {
      if (isRefused) throw new Error('EPERM');
      return action();
    }, new DriveGate());
    await expect(openSource(path)).rejects.toThrow('EPERM');
    isRefused = false;
    await (await openSource(path)).close();
  });

  test('a drive that hangs is the answer for every file', async () => {
    const clock = new VirtualClock();
    const { gate, system } = machine(clock, { open: never });
    void system.openForWriting(target, wishes);
    const openSource = sourceOpener((action) => action(), gate);
    const opened = clock.run(Promise.allSettled(['/etc/hosts', '/etc/passwd'].map(openSource)));
    expect(await opened).toMatchObject([
      { reason: { code: 'E_DEVICE_HANGS' } },
      { reason: { code: 'E_DEVICE_HANGS' } },
    ]);
  });
});
