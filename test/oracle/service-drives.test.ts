/**
 * The service on real loop devices: what a window starts and what sgdisk, fsck and the verification find afterwards.
 */
import { join } from 'node:path';
import { expect } from 'vitest';
import { MIB } from '#base/units.ts';
import { thisMachine } from '#devices/this-machine.ts';
import { directWriter } from '#jobs/direct-writer.ts';
import { attached, loop, loopTest } from '../support/loop.ts';
import { oracle } from '../support/oracle.ts';
import { choose, labWithBootImage, serviceStage, STAGE_REQUEST } from '../support/service-stage.ts';
import { tempFolder } from '../support/temp.ts';

const lab = await labWithBootImage();
const folder = await tempFolder('service-loops');
const secrets = { password: 'mT4kWq9zRb7XsHn2Vd' };

loopTest('loop devices come and go in the list, and two of them and an ISO file become media', async () => {
  const machine = thisMachine();
  const openWriter = () => Promise.resolve(directWriter(machine));
  const { open } = await serviceStage({ machine, openWriter, lab });
  const window = open();
  const listed = (device: string) =>
    window.last('drives')?.drives.find(({ identity }) => identity.device === device);
  const settings = await window.call('settings.read', {});
  await window.call('settings.write', { ...settings, showLoopDrives: true });
  await window.call('drives.watch', { isOn: true });
  await window.until('the drives are listed', () => window.last('drives')?.state === 'ready');

  const [first, second] = [await loop([], 512 * MIB), await loop(['-b', '4096'], 512 * MIB)];
  await window.until(
    'both are listed and looked into',
    () => ![first, second].some(({ device }) => (listed(device)?.contents.kind ?? 'reading') === 'reading'),
  );
  const drives = [first, second].flatMap(({ device }) => {
    const found = listed(device);
    return found === undefined ? [] : [choose(found)];
  });
  const iso = join(folder, 'media.iso');
  const files = [{ kind: 'iso' as const, path: iso }];
  const request = STAGE_REQUEST;
  const { jobId } = await window.call('media.create', { site: 'lab', request, secrets, files, drives });
  const job = await window.ended(jobId);
  expect(job.rows.map(({ kind, result }) => [kind, result?.outcome])).toEqual([
    ['site', 'verified'],
    ['content', 'verified'],
    ['iso', 'verified'],
    ['drive', 'verified'],
    ['drive', 'verified'],
  ]);
  for (const { device } of [first, second]) {
    expect(oracle('sgdisk', ['-v', device]).output).toContain('No problems found');
  }
  for (const path of [first.device, second.device, iso]) {
    const verify = await window.call('medium.verify', { path, site: 'lab', request });
    const { verified } = await window.ended(verify.jobId);
    expect([path, verified?.isIntact, verified?.sectors?.differingRanges]).toEqual([path, true, 0]);
  }
  await window.until('what was written is seen', () => listed(first.device)?.contents.kind === 'media');

  oracle('losetup', ['-d', second.device]);
  attached.splice(attached.indexOf(second.device), 1);
  await window.until('the detached one is gone', () => listed(second.device) === undefined);
});
