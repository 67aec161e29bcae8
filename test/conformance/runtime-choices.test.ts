/** What runs without being asked, what is asked, and what a lost status message or a prestart command changes. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import forge from 'node-forge';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runDevice } from '../../resources/runtime/flow.ts';
import { fakeDevice, type FakeDevice } from '../support/fake-device.ts';
import { DAY_MS, startLab, type TestLab } from './gateway-support.ts';
import { loopback, makeDeviceMedium, PASSWORD, type MediumOptions } from './runtime-support.ts';

let lab: TestLab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(async () => {
  await lab.close();
});

const DIAGNOSTICS = { name: 'SMSTSPreferredAdvertID', value: 'PS120020' };

interface Started {
  readonly device: FakeDevice;
  readonly ended: Promise<string>;
  readonly folder: string;
}

/** A device whose password has been typed. */
async function start(options: MediumOptions, prepare?: (folder: string) => Promise<void>): Promise<Started> {
  const medium = await makeDeviceMedium(lab, options);
  await prepare?.(medium.folder);
  const device = await fakeDevice(medium.folder, { lookup: loopback });
  const ended = runDevice(device);
  if (!('password' in options)) {
    await device.serial.expect('Password:');
    device.serial.type(`${PASSWORD}\r`);
  }
  return { device, ended, folder: medium.folder };
}

async function logOf(device: FakeDevice): Promise<string> {
  return await readFile(join(device.workFolder, 'smsts.log'), 'utf8');
}

test('a preferred deployment runs without a question and restarts by itself', async () => {
  const { device, ended } = await start({ variables: [DIAGNOSTICS] });
  await device.serial.expect('Task sequence finished');
  await device.serial.expect('restarts in 5 s');
  await device.clock.advance(5000);
  expect(await ended).toBe('restarted');
  expect(device.serial.output).not.toContain('Select a task sequence');
});

test('a medium without password goes straight on', async () => {
  const { device, ended } = await start({ variables: [DIAGNOSTICS], password: undefined });
  await device.serial.expect('restarts in 5 s');
  device.serial.type('p');
  expect(await ended).toBe('powered-off');
  expect(device.serial.output).not.toContain('Password:');
});

test('a variable left empty is asked for, a hidden one with dots, and the steps see both', async () => {
  const { device, ended } = await start({
    variables: [
      { name: 'OSDComputerName', value: '' },
      { name: 'JoinSecret', value: '' },
      { name: 'Filled', value: 'x' },
      { name: '_TSMBHiddenVariables', value: 'JoinSecret' },
    ],
  });
  await device.serial.expect('Number:');
  device.serial.type('2\r');
  await device.serial.expect('OSDComputerName:');
  device.serial.type('PC-0815\r');
  await device.serial.expect('JoinSecret:');
  device.serial.type('Ver!borgen\r');
  await device.serial.expect('restarts in 5 s');
  device.serial.type('r');
  expect(await ended).toBe('restarted');
  expect(device.serial.output).toContain('PC-0815');
  expect(device.serial.output + device.screen.output + (await logOf(device))).not.toContain('Ver!borgen');
  expect(device.serial.output).not.toContain('Filled:');
});

test('the prestart command runs in its folder before the network is touched', async () => {
  const { device, ended } = await start(
    {
      variables: [
        DIAGNOSTICS,
        { name: '_TSMBPrestartCommand', value: 'cmd /C sh hello.sh %_SMSTSMake%' },
        { name: '_TSMBPrestartPackageID', value: 'PS100031' },
      ],
    },
    async (folder) => {
      await mkdir(join(folder, 'SMS/Pkg/ps100031'), { recursive: true });
      await writeFile(
        join(folder, 'SMS/Pkg/ps100031/hello.sh'),
        'echo prestart says $1 > ../said; cat ../said',
      );
    },
  );
  await device.serial.expect('restarts in 5 s');
  device.serial.type('r');
  await ended;
  const log = await logOf(device);
  expect(log.indexOf('prestart says Contoso')).toBeGreaterThan(0);
  expect(log.indexOf('prestart says Contoso')).toBeLessThan(log.indexOf('Adapters:'));
});

test('a prestart command that fails stops on a screen and can be tried again', async () => {
  const { device, ended } = await start({
    variables: [DIAGNOSTICS, { name: '_TSMBPrestartCommand', value: 'exit 3' }],
  });
  await device.serial.expect('Error E_RT_PRESTART');
  await device.serial.expect('QR code]');
  device.serial.type('r');
  await device.serial.expect('E_RT_PRESTART');
  await device.serial.expect('ended with 3');
  device.serial.type('n');
  expect(await ended).toBe('restarted');
});

test('SMSTSPostAction runs at the end', async () => {
  const { device, ended } = await start({
    variables: [DIAGNOSTICS, { name: 'SMSTSPostAction', value: 'echo %DiagnosticsLevel% > post-action' }],
  });
  await device.serial.expect('restarts in 5 s');
  expect(await readFile(join(device.workFolder, 'post-action'), 'utf8')).toBe('full\n');
  device.serial.type('r');
  await ended;
});

test('after a failed task sequence R leads back to the list, with the variables of the medium', async () => {
  const { device, ended } = await start({});
  const runCommand = device.runCommand.bind(device);
  device.runCommand = () => Promise.resolve({ exitCode: 5, hasTimedOut: false, output: '' });
  await device.serial.expect('Number:');
  device.serial.type('2\r');
  await device.serial.expect('Task sequence error');
  await device.serial.expect('QR code]');
  device.runCommand = runCommand;
  device.serial.type('r');
  await device.serial.expect('Number:');
  device.serial.type('2\r');
  await device.serial.expect('Task sequence finished');
  await device.serial.expect('restarts in 5 s');
  device.serial.type('r');
  expect(await ended).toBe('restarted');
});

test('status messages that cannot be sent never fail the run', async () => {
  const own = await startLab();
  const medium = await makeDeviceMedium(own, { variables: [] });
  const device = await fakeDevice(medium.folder, { lookup: loopback });
  const runCommand = device.runCommand.bind(device);
  // The gateway is gone once the package is there; what the steps from then on report finds nobody.
  device.runCommand = async (request) => {
    if (request.command.includes('diagnostics.sh')) await own.close();
    return await runCommand(request);
  };
  const ended = runDevice(device);
  await device.serial.expect('Password:');
  device.serial.type(`${PASSWORD}\r`);
  await device.serial.expect('Number:');
  device.serial.type('2\r');
  await device.serial.expect('Task sequence finished');
  await device.serial.expect('restarts in 5 s');
  device.serial.type('r');
  expect(await ended).toBe('restarted');
  expect(await logOf(device)).toContain('was not delivered');
});

/** A TLS server below a root of its own, valid from two days ahead, whose clock is three days ahead. */
async function futureServer(): Promise<{ rootHex: string; port: number; close: () => Promise<void> }> {
  const pair = forge.pki.rsa.generateKeyPair({ bits: 2048, e: 0x10001 });
  const made = forge.pki.createCertificate();
  made.publicKey = pair.publicKey;
  made.serialNumber = '02';
  made.validity.notBefore = new Date(Date.now() + 2 * DAY_MS);
  made.validity.notAfter = new Date(Date.now() + 90 * DAY_MS);
  made.setSubject([{ name: 'commonName', value: 'future.contoso.test' }]);
  made.setIssuer(made.subject.attributes);
  made.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [{ type: 2, value: 'future.contoso.test' }] },
  ]);
  made.sign(pair.privateKey, forge.md.sha256.create());
  const server = createTlsServer(
    { key: forge.pki.privateKeyToPem(pair.privateKey), cert: forge.pki.certificateToPem(made) },
    (socket) => {
      socket.on('error', () => undefined);
      const date = new Date(Date.now() + 3 * DAY_MS).toUTCString();
      socket.once('data', () =>
        socket.end(`HTTP/1.1 404 Not Found\r\nDate: ${date}\r\nContent-Length: 0\r\n\r\n`),
      );
    },
  );
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    rootHex: Buffer.from(forge.asn1.toDer(forge.pki.certificateToAsn1(made)).getBytes(), 'latin1').toString(
      'hex',
    ),
    // Sound: a listening TCP server has an AddressInfo.
    port: (server.address() as AddressInfo).port,
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('a clock that is wrong is named with both times', async () => {
  const server = await futureServer();
  const { device, ended } = await start({
    variables: [
      { name: 'SMSTSMP', value: `https://future.contoso.test:${server.port}/CCM_Proxy_MutualAuth/1` },
      { name: '_SMSTSRootCACerts', value: server.rootHex },
    ],
  });
  await device.serial.expect('Error E_RT_CLOCK');
  const shown = await device.serial.expect('QR code]');
  const day = (aheadMs: number): string => new Date(Date.now() + aheadMs).toISOString().slice(0, 10);
  expect(shown).toContain(`this computer says ${day(0)}`);
  expect(shown).toContain(`the gateway says ${day(3 * DAY_MS)}`);
  device.serial.type('p');
  expect(await ended).toBe('powered-off');
  await server.close();
});

test('a server that is not TLS at all counts as unreachable', async () => {
  const plain = createServer((socket) => socket.resume().end('HTTP/1.1 200 OK\r\n\r\n'));
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
  // Sound: a listening TCP server has an AddressInfo.
  const { port } = plain.address() as AddressInfo;
  const value = `https://contoso-cmg.contoso.test:${port}/CCM_Proxy_MutualAuth/1`;
  const { device, ended } = await start({ variables: [{ name: 'SMSTSMP', value }] });
  await device.serial.expect('Error E_RT_CMG_UNREACHABLE');
  await device.serial.expect('QR code]');
  device.serial.type('p');
  await ended;
  await new Promise((resolve) => plain.close(resolve));
});
