/**
 * Drives behind the service: what a window is told of them while they come and go, and jobs on several of them at once:
 * one fails, is cancelled or joins while the others go on. Drives are memory; a gate holds their writes where a test wants.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { toErrorData } from '#base/errors/media-error.ts';
import { MIB } from '#base/units.ts';
import type { JobState } from '#contract/jobs.ts';
import { identityOf } from '#devices/drive.ts';
import { STICK, volume } from '../support/drives.ts';
import { ramMachine, type RamMachine } from '../support/ram-machine.ts';
import { choose, serviceStage, type Window } from '../support/service-stage.ts';
import { tempFolder } from '../support/temp.ts';

const folder = await tempFolder('service-drives');
const image = join(folder, 'stick.img');
const bytes = new Uint8Array(6 * MIB).map((_, at) => (at * 7919) % 251);
bytes.set([0x55, 0xaa], 510);
writeFileSync(image, bytes);
const packed = join(folder, 'stick.img.gz');
writeFileSync(packed, gzipSync(bytes, { level: 1 }));

async function stage(machine: RamMachine) {
  const made = await serviceStage({ machine, openWriter: machine.openWriter });
  const window = made.open();
  await window.call('drives.watch', { isOn: true });
  await window.until('the drives are listed', () => window.last('drives')?.state === 'ready');
  return { ...made, window };
}

const listed = (window: Window) => window.last('drives')?.drives ?? [];
const devicesOf = (window: Window) => listed(window).map(({ identity }) => identity.device);
const chosen = (window: Window, ...devices: string[]) =>
  listed(window)
    .filter(({ identity }) => devices.includes(identity.device))
    .map((one) => choose(one));
const outcomes = (job: JobState) =>
  Object.fromEntries(job.rows.map(({ id, result }) => [id, result?.outcome]));
const phaseOf = (job: JobState | undefined, device: string) =>
  job?.rows.find(({ id }) => id === device)?.phase;

/** Puts in a stick whose writes wait until `open` is called. */
function plugGated(machine: RamMachine, device: string): { readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const one = machine.plug(device);
  const ram = {
    ...one.ram,
    write: async (offset: number, source: Uint8Array) => {
      await opened;
      await one.ram.write(offset, source);
    },
  };
  machine.drives.set(device, { ...one, ram });
  return { open };
}

describe('the drives event', () => {
  test('lists what may be offered, counts the system’s drives, and follows what is plugged in', async () => {
    const machine = ramMachine();
    machine.plug('/dev/sda', {
      isSystem: true,
      uses: [{ kind: 'system', device: '/dev/sda1', detail: '/' }],
    });
    machine.plug('/dev/sdb', { uses: [{ kind: 'swap', device: '/dev/sdb2', detail: 'swap' }] });
    machine.plug('/dev/sdc', {
      volumes: [volume({ label: 'HOLIDAYS', mountpoints: ['/media/a/HOLIDAYS'] })],
    });
    machine.plug('/dev/loop0', { kind: 'loop', isVirtual: true });
    const { window, open } = await stage(machine);
    expect([devicesOf(window), window.last('drives')?.hiddenSystemDrives]).toEqual([['/dev/sdc'], 2]);
    await window.until('it was looked into', () => listed(window)[0]?.contents.kind === 'other');
    expect(listed(window)[0]?.findings).toMatchObject([{ severity: 'warning', code: 'E_DEVICE_IN_USE' }]);

    machine.plug('/dev/sdd');
    await window.until('the new drive is listed', () => devicesOf(window).includes('/dev/sdd'));
    machine.drives.delete('/dev/sdc');
    await window.until('the old drive is gone', () => !devicesOf(window).includes('/dev/sdc'));

    const settings = await window.call('settings.read', {});
    await window.call('settings.write', { ...settings, showLoopDrives: true });
    await window.until('loop devices are listed', () => devicesOf(window).includes('/dev/loop0'));

    const second = open();
    await second.call('drives.watch', { isOn: true });
    window.close();
    expect(second.last('drives')?.state).toBe('ready');
    await second.call('drives.watch', { isOn: false });
    expect(second.last('drives')).toEqual({ state: 'off', drives: [], error: null, hiddenSystemDrives: 0 });
  });

  test('asks for drives larger than the settings say, and so does the writer', async () => {
    const machine = ramMachine();
    machine.plug('/dev/sdb', { size: 64e9 });
    const { window } = await stage(machine);
    expect(listed(window)[0]?.canWrite).toBe('yes');
    const settings = await window.call('settings.read', {});
    await window.call('settings.write', { ...settings, largeDriveGb: 32 });
    await window.until('the drive is asked for', () => listed(window)[0]?.canWrite === 'asks');
    expect(listed(window)[0]?.findings).toMatchObject([{ severity: 'confirm', code: 'E_DEVICE_LARGE' }]);
    const [drive] = chosen(window, '/dev/sdb');
    const target = { ...(drive ?? choose({ identity: identityOf(STICK) })), allowLoop: false };
    for (const [largeBytes, isConfirmed] of [
      [32e9, false],
      [128e9, false],
      [32e9, true],
    ] as const) {
      const opened = await machine
        .openForWriting({ ...target, largeBytes, isConfirmed }, { sourcePaths: [] })
        .then(
          () => 'opened',
          (error: unknown) => toErrorData(error).code,
        );
      expect(opened).toBe(largeBytes === 32e9 && !isConfirmed ? 'E_DEVICE_LARGE' : 'opened');
    }
    const drives = chosen(window, '/dev/sdb');
    await expect(window.call('image.write', { path: image, drives })).rejects.toMatchObject({
      code: 'E_DEVICE_LARGE',
    });
  });

  test('says why when the drives cannot be listed, and lists them again afterwards', async () => {
    const machine = ramMachine();
    machine.plug('/dev/sdb');
    let isBroken = false;
    const list = (signal?: AbortSignal) =>
      isBroken ? Promise.reject(new Error('no list today')) : machine.list(signal);
    const { window } = await stage(Object.assign({ ...machine }, { list }));
    isBroken = true;
    await window.until('the list has failed', () => window.last('drives')?.state === 'error');
    expect(window.last('drives')?.error).toMatchObject({ message: 'no list today' });
    isBroken = false;
    await window.until('the list is back', () => window.last('drives')?.state === 'ready');
    expect(devicesOf(window)).toEqual(['/dev/sdb']);
  });
});

describe('a job on several drives', () => {
  test('one drive fails, the others finish', async () => {
    const machine = ramMachine();
    machine.plug('/dev/sdb');
    machine.plug('/dev/sdc', {}, { failAt: 20, staysBroken: true });
    machine.plug('/dev/sdd');
    const { window } = await stage(machine);
    const drives = chosen(window, '/dev/sdb', '/dev/sdc', '/dev/sdd');
    const { jobId } = await window.call('image.write', { path: image, drives });
    const job = await window.ended(jobId);
    expect([job.state, outcomes(job)]).toEqual([
      'done',
      { '/dev/sdb': 'verified', '/dev/sdc': 'failed', '/dev/sdd': 'verified' },
    ]);
    expect(job.rows[1]?.result).toMatchObject({ error: { code: 'E_DEVICE_IO' } });
    expect(job.log.filter(({ level }) => level === 'error').map(({ key }) => key)).toEqual(['row-failed']);
  });

  test('a packed image is unpacked once, and that is a row of its own', async () => {
    const machine = ramMachine();
    machine.plug('/dev/sdb');
    const { window } = await stage(machine);
    const drives = chosen(window, '/dev/sdb');
    const job = await window.ended((await window.call('image.write', { path: packed, drives })).jobId);
    expect([job.state, outcomes(job)]).toEqual(['done', { unpack: 'verified', '/dev/sdb': 'verified' }]);
    expect(await window.call('image.describe', { path: packed })).toMatchObject({
      packing: 'gzip',
      sizeBytes: null,
      medium: null,
    });
  });

  test('one is cancelled, one joins, one that is chosen by a second job is refused there', async () => {
    const machine = ramMachine();
    const gates = ['/dev/sdb', '/dev/sdc'].map((device) => plugGated(machine, device));
    const { window, service } = await stage(machine);
    const { jobId } = await window.call('image.write', {
      path: image,
      drives: chosen(window, '/dev/sdb', '/dev/sdc'),
    });
    expect(service.isBusy()).toBe(true);
    await expect(
      window.call('image.write', { path: image, drives: chosen(window, '/dev/sdb') }),
    ).rejects.toMatchObject({ code: 'E_DEVICE_IN_USE' });
    await expect(window.call('medium.verify', { path: '/dev/sdb' })).rejects.toMatchObject({
      code: 'E_DEVICE_IN_USE',
    });
    machine.plug('/dev/sdd');
    await window.until('the new drive is listed', () => devicesOf(window).includes('/dev/sdd'));
    await window.call('jobs.addDrives', { jobId, drives: chosen(window, '/dev/sdd') });
    await window.until('the third drive is done', () => phaseOf(window.job(jobId), '/dev/sdd') === 'done');
    await expect(window.call('jobs.forget', { jobId })).rejects.toMatchObject({ code: 'E_JOB_STATE' });
    await window.call('jobs.cancel', { jobId, device: '/dev/sdb' });
    for (const gate of gates) gate.open();
    const job = await window.ended(jobId);
    expect([job.state, outcomes(job)]).toEqual([
      'done',
      { '/dev/sdb': 'cancelled', '/dev/sdc': 'verified', '/dev/sdd': 'verified' },
    ]);
    await expect(
      window.call('jobs.addDrives', { jobId, drives: chosen(window, '/dev/sdd') }),
    ).rejects.toMatchObject({ code: 'E_JOB_STATE' });
    expect(service.isBusy()).toBe(false);
  });

  test('all are cancelled: the job says so on its way and at its end', async () => {
    const machine = ramMachine();
    const gate = plugGated(machine, '/dev/sdb');
    const { window } = await stage(machine);
    const { jobId } = await window.call('image.write', { path: image, drives: chosen(window, '/dev/sdb') });
    await window.call('jobs.cancel', { jobId });
    expect(window.job(jobId)?.state).toBe('cancelling');
    gate.open();
    const job = await window.ended(jobId);
    expect([job.state, job.error, outcomes(job)]).toEqual(['cancelled', null, { '/dev/sdb': 'cancelled' }]);
    expect(job.fraction).toBeLessThan(1);
  });

  test('a job goes on without a window, and closing the service cancels it and waits', async () => {
    const machine = ramMachine();
    const gate = plugGated(machine, '/dev/sdb');
    const { window, service } = await stage(machine);
    const { jobId } = await window.call('image.write', { path: image, drives: chosen(window, '/dev/sdb') });
    const former = window.job(jobId);
    window.close();
    expect([former?.state, service.isBusy()]).toEqual(['running', true]);
    const closing = service.close();
    gate.open();
    await closing;
    expect(service.isBusy()).toBe(false);
    let last: JobState | undefined;
    service.events.listen(({ name, payload }) => {
      if (name === 'job') last = payload as JobState;
    });
    expect(last).toMatchObject({ jobId, state: 'cancelled', rows: [{ result: { outcome: 'cancelled' } }] });
  });

  test('what is not media, and what was not finished, is told apart', async () => {
    const machine = ramMachine();
    machine.plug('/dev/sdb');
    const half = machine.plug('/dev/sdc');
    half.ram.bytes.fill(7, 512, 4096);
    const { window } = await stage(machine);
    expect(await window.call('medium.inspect', { path: '/dev/sdb' })).toMatchObject({ state: 'not-media' });
    expect(await window.call('medium.inspect', { path: '/dev/sdc' })).toMatchObject({ state: 'unfinished' });
    const { jobId } = await window.call('medium.verify', { path: '/dev/sdc' });
    const job = await window.ended(jobId);
    expect([job.state, job.error?.code]).toEqual(['failed', 'E_IMAGE_INCOMPLETE']);
  });
});
