/** What the worker reads when the site, the network or the medium says no: the right code, and nothing gives way. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLabSite } from '#lab/lab-site.ts';
import { runDevice } from '../../resources/runtime/flow.ts';
import { fakeDevice, type FakeDevice } from '../support/fake-device.ts';
import { tempFolder } from '../support/temp.ts';
import { DAY_MS, OLD, startLab, type TestLab } from './gateway-support.ts';
import {
  loopback,
  makeDeviceMedium,
  PASSWORD,
  type DeviceMedium,
  type MediumOptions,
} from './runtime-support.ts';

let lab: TestLab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(async () => {
  await lab.close();
});

/** Runs a device up to its failure screen and gives the code on it; the worker then switches it off. */
async function failureOf(medium: DeviceMedium, prepare?: (device: FakeDevice) => void): Promise<string> {
  const device = await fakeDevice(medium.folder, { lookup: loopback });
  prepare?.(device);
  const ended = runDevice(device);
  await device.serial.expect('Password:');
  device.serial.type(`${PASSWORD}\r`);
  await device.serial.expect('== Something went wrong ==');
  const shown = await device.serial.expect('QR code]');
  device.serial.type('p');
  expect(await ended).toBe('powered-off');
  for (const part of ['What happened: ', 'What to do: ', 'Tell the help desk:'])
    expect(shown).toContain(part);
  return /Error (E_\w+)/.exec(shown)?.[1] ?? shown;
}

/** A token that names another issuer; its signature is never looked at. */
function foreignToken(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: 'urn:sccm:oauth2:fabrikam', aud: 'urn:sccm:service' };
  return `${part({ alg: 'RS256' })}.${part(claims)}.AA`;
}

test.each<[title: string, options: MediumOptions, code: string]>([
  ['a medium nobody registered', { isRegistered: false }, 'E_RT_MEDIA_UNREGISTERED'],
  ['a token that is too old', { tokenLifeMs: -60_000 }, 'E_RT_MEDIA_TOKEN'],
  ['a damaged token', { variables: [{ name: '_TSMBMediaToken', value: 'x.y.z' }] }, 'E_RT_MEDIA_TOKEN'],
  [
    'a token of another organisation',
    { variables: [{ name: '_TSMBMediaToken', value: foreignToken() }] },
    'E_RT_MEDIA_TOKEN_FOREIGN',
  ],
  ['no unknown computer support', { unknown: false }, 'E_RT_DEVICE_UNKNOWN'],
  ['a gateway that is stopped', { gateway: OLD }, 'E_RT_CMG_STOPPED'],
  [
    'a preferred deployment that is gone',
    { variables: [{ name: 'SMSTSPreferredAdvertID', value: 'PS12FFFF' }] },
    'E_RT_PREFERRED_MISSING',
  ],
  ['no gateway on the medium', { variables: [{ name: 'SMSTSMP', value: '' }] }, 'E_RT_MEDIUM_CONTENT'],
  [
    'an unencrypted gateway',
    { variables: [{ name: 'SMSTSMP', value: 'http://cmg.test/CCM_Proxy_MutualAuth/1' }] },
    'E_RT_MEDIUM_CONTENT',
  ],
  [
    'no roots on the medium',
    { variables: [{ name: '_SMSTSRootCACerts', value: '' }] },
    'E_RT_MEDIUM_CONTENT',
  ],
  [
    'a root that is no certificate',
    { variables: [{ name: '_SMSTSRootCACerts', value: '300500' }] },
    'E_RT_MEDIUM_CONTENT',
  ],
  [
    'a damaged media certificate',
    { variables: [{ name: '_SMSTSMediaPFX', value: '30820100' }] },
    'E_RT_MEDIUM_CONTENT',
  ],
])('%s: %o ends with %s', async (_title, options, code) => {
  expect(await failureOf(await makeDeviceMedium(lab, options))).toBe(code);
});

test('a blocked certificate is refused with the words for it', async () => {
  const medium = await makeDeviceMedium(lab);
  await lab.site.store.blockCertificate(medium.identity.mediaGuid, true);
  expect(await failureOf(medium)).toBe('E_RT_MEDIA_BLOCKED');
});

test('an expired certificate is refused with the words for it', async () => {
  const medium = await makeDeviceMedium(lab);
  lab.clock.aheadMs = 400 * DAY_MS;
  try {
    expect(await failureOf(medium)).toBe('E_RT_MEDIA_EXPIRED');
  } finally {
    lab.clock.aheadMs = 0;
  }
});

test('a gateway with a certificate from another root is not talked to', async () => {
  const other = await openLabSite({ dataFolder: await tempFolder('other-site') });
  const root = Buffer.from(other.pki.rootCertificateDer).toString('hex');
  await other.close();
  const medium = await makeDeviceMedium(lab, { variables: [{ name: '_SMSTSRootCACerts', value: root }] });
  const before = lab.site.journal.entries().length;
  expect(await failureOf(medium)).toBe('E_RT_CMG_UNTRUSTED');
  expect(lab.site.journal.entries().length).toBe(before);
});

test('a hidden value in the words of a failure is neither on the screen nor in the log', async () => {
  const medium = await makeDeviceMedium(lab, {
    variables: [
      { name: 'SMSTSMP', value: 'S3cr3t-Address' },
      { name: '_TSMBHiddenVariables', value: 'Pin;SMSTSMP' },
    ],
  });
  let device: FakeDevice | undefined;
  const code = await failureOf(medium, (made) => {
    device = made;
  });
  expect(code).toBe('E_RT_MEDIUM_CONTENT');
  const log = await readFile(join(device?.workFolder ?? '', 'smsts.log'), 'utf8');
  expect(log).toContain('SMSTSMP "********" is not an address');
  expect(log + (device?.serial.output ?? '') + (device?.screen.output ?? '')).not.toContain('S3cr3t');
});

test('nobody answers: four further attempts in about 90 seconds, told in words', async () => {
  const value = 'https://contoso-cmg.contoso.test:1/CCM_Proxy_MutualAuth/1';
  const medium = await makeDeviceMedium(lab, { variables: [{ name: 'SMSTSMP', value }] });
  let device: FakeDevice | undefined;
  const code = await failureOf(medium, (made) => {
    device = made;
  });
  expect(code).toBe('E_RT_CMG_UNREACHABLE');
  expect(device?.clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(90_000);
  expect(device?.serial.output).toContain('No answer. Attempt 5 of 5 in 48 s.');
});

test.each<[title: string, prepare: (device: FakeDevice) => void, code: string]>([
  ['no adapter', (device) => (device.hardware.adapters = []), 'E_RT_NO_ADAPTER'],
  [
    'no cable',
    (device) => (device.hardware.adapters = [{ name: 'eth0', macAddress: '', hasLink: false }]),
    'E_RT_NO_LINK',
  ],
  ['no DHCP', (device) => (device.hardware.lease = undefined), 'E_RT_NO_ADDRESS'],
])('%s ends with its own words', async (_title, prepare, code) => {
  expect(await failureOf(await makeDeviceMedium(lab), prepare)).toBe(code);
});

test('R tries again: the cable is plugged in and the run goes on', async () => {
  const device = await fakeDevice((await makeDeviceMedium(lab)).folder, { lookup: loopback });
  const [adapter] = device.hardware.adapters;
  device.hardware.adapters = [{ name: 'eth0', macAddress: '', hasLink: false }];
  const ended = runDevice(device);
  await device.serial.expect('Password:');
  device.serial.type(`${PASSWORD}\r`);
  await device.serial.expect('Error E_RT_NO_LINK');
  await device.serial.expect('QR code]');
  device.hardware.adapters = adapter === undefined ? [] : [adapter];
  device.screen.type('r');
  await device.serial.expect('Number:');
  device.serial.type('1\r');
  // The lab has no image for PS100010, which is told before anything is done.
  await device.serial.expect('Error E_RT_CONTENT_LOCATION');
  await device.serial.expect('QR code]');
  device.serial.type('n');
  expect(await ended).toBe('restarted');
});

test('no medium: the search ends on a screen, and trying again finds it', async () => {
  const medium = await makeDeviceMedium(lab);
  const device = await fakeDevice(undefined);
  const ended = runDevice(device);
  await device.serial.expect('Error E_RT_MEDIUM_NOT_FOUND');
  await device.serial.expect('QR code]');
  device.hardware.volumes = [await tempFolder('other-stick'), medium.folder];
  device.serial.type('R');
  await device.serial.expect('Password:');
  device.serial.type(`${PASSWORD}\r`);
  await device.serial.expect('Something went wrong');
  await device.serial.expect('QR code]');
  device.serial.type('P');
  expect(await ended).toBe('powered-off');
});

test('nobody at a failed task sequence: the computer restarts by itself', async () => {
  const medium = await makeDeviceMedium(lab, {
    variables: [{ name: 'SMSTSPreferredAdvertID', value: 'PS120020' }],
  });
  const device = await fakeDevice(medium.folder, { lookup: loopback });
  device.runCommand = () => Promise.resolve({ exitCode: 5, hasTimedOut: false, output: '' });
  const ended = runDevice(device);
  await device.serial.expect('Password:');
  device.serial.type(`${PASSWORD}\r`);
  await device.serial.expect('Task sequence error');
  await device.serial.expect('QR code]');
  // SMSTSErrorDialogTimeout
  await device.clock.advance(900_000);
  expect(await ended).toBe('restarted');
});
