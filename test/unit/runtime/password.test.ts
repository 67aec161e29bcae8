/** Wrong passwords: words, pauses, no lock-out. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeVariablesDat } from '#formats/variables-dat/index.ts';
import { DeviceConsole } from '../../../resources/runtime/console/console.ts';
import { VariableStore } from '../../../resources/runtime/engine/variables.ts';
import { openLog } from '../../../resources/runtime/log.ts';
import type { Medium } from '../../../resources/runtime/medium.ts';
import { openVariables, pauseSeconds } from '../../../resources/runtime/password.ts';
import type { Session } from '../../../resources/runtime/session.ts';
import { fakeDevice, type FakeDevice } from '../../support/fake-device.ts';

const PASSWORD = 'Zürich-Straße/9';

function mediumOf(password: string | undefined, isPasswordRequired = password !== undefined): Medium {
  return {
    bootstrap: { mediaType: 'BootMedia', isPasswordRequired, isUnattended: false },
    variablesDat: encodeVariablesDat([{ name: 'A', value: '1' }], { password, algorithm: 'aes-256' }),
    packageFolder: undefined,
    manifest: undefined,
  };
}

async function sessionOf(): Promise<{ device: FakeDevice; session: Session }> {
  const device = await fakeDevice(undefined);
  const session: Session = {
    platform: device,
    console: new DeviceConsole(device.terminals),
    log: openLog(join(device.workFolder, 'smsts.log'), () => device.clock.now()),
    variables: new VariableStore(),
    mediumNumber: undefined,
  };
  return { device, session };
}

test('the pause begins with the third wrong password, doubles, and never passes five minutes', () => {
  expect(Array.from({ length: 11 }, (_, index) => pauseSeconds(index))).toEqual([
    0, 0, 0, 5, 10, 20, 40, 80, 160, 300, 300,
  ]);
  expect(pauseSeconds(10_000)).toBe(300);
});

test('after ten wrong passwords the right one still opens the medium', async () => {
  const { device, session } = await sessionOf();
  const opened = openVariables(session, mediumOf(PASSWORD));
  for (let wrong = 1; wrong <= 10; wrong++) {
    await device.serial.expect('Password: ');
    device.serial.type(`wrong ${wrong}\r`);
  }
  await device.serial.expect('Password: ');
  device.serial.type(`${PASSWORD}\r`);
  expect((await opened).variables).toEqual([{ name: 'A', value: '1' }]);
  const total = device.clock.slept.reduce((sum, ms) => sum + ms, 0);
  expect(total).toBe((5 + 10 + 20 + 40 + 80 + 160 + 300 + 300) * 1000);
  expect(device.serial.output).toContain('Please wait 300 s before the next try.');
  expect(device.serial.output.match(/That is not the password of this medium\./g)).toHaveLength(10);
  const log = await readFile(join(device.workFolder, 'smsts.log'), 'utf8');
  expect(log).toContain('wrong password number 10');
  expect(log).not.toMatch(/wrong 1\b|Zürich/);
});

test('an empty password is wrong, not an error', async () => {
  const { device, session } = await sessionOf();
  const opened = openVariables(session, mediumOf(PASSWORD));
  await device.serial.expect('Password: ');
  device.serial.type('\r');
  await device.serial.expect('That is not the password of this medium.');
  await device.serial.expect('Password: ');
  device.serial.type(`${PASSWORD}\r`);
  await opened;
});

test('a medium without password asks nothing', async () => {
  const { device, session } = await sessionOf();
  expect((await openVariables(session, mediumOf(undefined))).variables).toHaveLength(1);
  expect(device.serial.output).toBe('');
});

test('a damaged file is told apart from a wrong password', async () => {
  const { session } = await sessionOf();
  const medium = mediumOf(PASSWORD);
  const cut = { ...medium, variablesDat: medium.variablesDat.subarray(0, 30) };
  const opened = openVariables(session, {
    ...cut,
    bootstrap: { ...cut.bootstrap, isPasswordRequired: false },
  });
  await expect(opened).rejects.toMatchObject({ code: 'E_RT_MEDIUM_DAMAGED' });
});

test('a medium that says it has no password but has one is damaged', async () => {
  const { session } = await sessionOf();
  await expect(openVariables(session, mediumOf(PASSWORD, false))).rejects.toMatchObject({
    code: 'E_RT_MEDIUM_DAMAGED',
  });
});
