/** The screen a worker reads to the help desk: complete for every code, on the smallest screen. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runtimeCodes } from '#base/errors/runtime-codes.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { DeviceConsole } from '../../../resources/runtime/console/console.ts';
import { VariableStore } from '../../../resources/runtime/engine/variables.ts';
import { openLog } from '../../../resources/runtime/log.ts';
import { showFailure, type Session } from '../../../resources/runtime/session.ts';
import { fakeDevice, type FakeDevice } from '../../support/fake-device.ts';
import { ScreenGrid } from '../../support/screen-grid.ts';

// Sound: the keys of a table typed as `Record<ErrorCode, Advice>` are its codes.
const CODES = Object.keys(runtimeCodes) as (keyof typeof runtimeCodes)[];

async function failing(
  error: unknown,
): Promise<{ device: FakeDevice; rows: readonly string[]; decision: string }> {
  const device = await fakeDevice(undefined);
  const variables = new VariableStore();
  variables.setInternal('Secret', 'S3cr3t-Value', { isHidden: true });
  const session: Session = {
    platform: device,
    console: new DeviceConsole(device.terminals),
    log: openLog(join(device.workFolder, 'smsts.log'), () => device.clock.now()),
    variables,
    mediumNumber: '0A1B2C3D',
  };
  const decision = showFailure(session, error, { canRetry: true });
  const rows = new ScreenGrid(device.screen.output, device.screen).texts();
  device.serial.type('x\rR');
  return { device, rows, decision: await decision };
}

test.each(CODES)('%s: cause, remedy and what to tell fit on 80x25', async (code) => {
  const message = `detail ${'word '.repeat(110)}end`;
  const { rows } = await failing(new MediaError(code, message));
  const shown = rows.join(' ').replace(/\s+/g, ' ');
  expect(rows.length).toBe(25);
  expect(shown).toContain(`Error ${code}`);
  expect(shown).toContain(runtimeCodes[code].cause);
  expect(shown).toContain(runtimeCodes[code].remedy);
  expect(shown).toContain(`${code}, medium 0A1B2C3D, 20`);
  expect(shown).toContain('word end');
  expect(rows[24]).toContain('R: try again');
});

test('only the named keys decide, and hidden values are masked', async () => {
  const { decision, device } = await failing(new MediaError('E_TS_STEP_FAILED', 'login S3cr3t-Value failed'));
  expect(decision).toBe('retry');
  expect(device.serial.output + device.screen.output).not.toContain('S3cr3t-Value');
});

test('what nobody foresaw is called a defect and shown, too', async () => {
  const { rows } = await failing(new TypeError('x is not a function'));
  expect(rows.join('\n')).toContain('E_RT_DEFECT');
  expect(rows.join('\n')).toContain('x is not a function');
});

test('Q shows the same words as a QR code, and Enter leads back to the decision', async () => {
  const device = await fakeDevice(undefined);
  const session: Session = {
    platform: device,
    console: new DeviceConsole(device.terminals),
    log: openLog(join(device.workFolder, 'smsts.log'), () => device.clock.now()),
    variables: new VariableStore(),
    mediumNumber: '0A1B2C3D',
  };
  const error = new MediaError('E_TS_STEP_FAILED', 'step "Copy" ended with 5');
  const decision = showFailure(session, error, { canRetry: true, place: 'Install / Copy' });
  device.serial.type('q');
  await device.serial.expect('For the help desk');
  const rows = new ScreenGrid(device.screen.output, device.screen).texts();
  expect(rows.filter((row) => /[█▀▄]{10}/.test(row)).length).toBeGreaterThan(8);
  device.serial.type('\r');
  await device.serial.expect('Something went wrong');
  device.serial.type('n');
  expect(await decision).toBe('restart');
});

test('every text is a sentence in plain words', () => {
  for (const code of CODES) {
    const { cause, remedy } = runtimeCodes[code];
    for (const text of [cause, remedy]) {
      expect([code, /^[A-Z].*\.$/.test(text)]).toEqual([code, true]);
      expect([code, /\b(TLS|DHCP|DNS|SHA|CMS|HTTP|XML|null|undefined)\b/.test(text)]).toEqual([code, false]);
    }
  }
});
