/** The on-device runtime from password to status against the real lab over TLS. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runDevice } from '../../resources/runtime/flow.ts';
import { fakeDevice } from '../support/fake-device.ts';
import { startLab, type TestLab } from './gateway-support.ts';
import { loopback, makeDeviceMedium, PASSWORD } from './runtime-support.ts';

let lab: TestLab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(async () => {
  await lab.close();
});

test('a worker types the password, chooses a task sequence, and it runs to its restart', async () => {
  const medium = await makeDeviceMedium(lab);
  const device = await fakeDevice(medium.folder, { lookup: loopback });
  const ended = runDevice(device);
  const { serial, screen } = device;
  await serial.expect('Password:');
  serial.type('Not-This-1\r');
  await serial.expect('That is not the password of this medium');
  await serial.expect('Password:');
  screen.type(`${PASSWORD}\r`);
  await serial.expect('Select a task sequence');
  await serial.expect('Remote Diagnostics');
  await serial.expect('[Up, Down or number: select   Enter: run]');
  await serial.expect('Number:');
  const before = lab.site.journal.entries().length;
  serial.type('2\r');
  await serial.expect('Task sequence finished');
  await serial.expect('1 step failed');
  await serial.expect('restarts in 5 s');
  serial.type('r');
  expect(await ended).toBe('restarted');
  const log = await readFile(join(device.workFolder, 'smsts.log'), 'utf8');
  expect(log).toContain('diagnostics: done at level full');
  // The step announces that something follows the restart; nothing does.
  expect(log).toContain('restarts to go on');
  expect(serial.output + screen.output).not.toContain('to go on');
  const reading = screen.output.split('\u001b[H').find((one) => one.includes('Reading 3 instructions'));
  expect(reading).toContain('Connecting to');
  for (const text of [PASSWORD, 'Not-This-1', medium.identity.mediaGuid]) {
    expect(log).not.toContain(text);
    expect(serial.output).not.toContain(text);
  }
  const messages = lab.site.journal
    .entries()
    .slice(before)
    .filter((entry) => entry.area === 'status');
  expect(messages.map((entry) => `${String(entry['kind'])} ${String(entry['result'])}`)).toEqual([
    'started running',
    ...Array.from({ length: 5 }, () => 'step succeeded'),
    'group skipped',
    'step failed',
    ...Array.from({ length: 3 }, () => 'step succeeded'),
    'restart running',
    'finished succeeded',
  ]);
});
