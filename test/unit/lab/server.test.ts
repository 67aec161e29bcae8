/** The lab as a process: found by others, alone on its folder, gone without a trace when closed. */
import { access, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRunningLab, startLab } from '#lab/server.ts';
import { mediaCertificate, rawRequest } from '../../support/lab.ts';
import { tempFolder } from '../../support/temp.ts';

function canConnect(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

describe('a running lab', () => {
  it('is found by its folder, refuses a second one there, and is gone after closing', async () => {
    const dataFolder = await tempFolder('lab');
    expect(await findRunningLab(dataFolder)).toBeUndefined();
    const lab = await startLab({ dataFolder });
    const found = await findRunningLab(dataFolder);
    expect(found).toEqual({ ...lab.facts, token: lab.credentials.token });
    expect(found?.addresses).toMatchObject({
      'contoso-cmg.contoso.test': `127.0.0.1:${lab.gatewayPort}`,
      'dp01.contoso.test': new URL(lab.adminServiceUrl).host,
    });
    const facts = await readFile(join(dataFolder, 'lab.json'), 'utf8');
    expect(facts).not.toContain(lab.credentials.token);
    expect(facts).not.toContain(lab.credentials.password);
    for (const file of ['lab.json', 'admin-token', 'admin-password', 'store.json', 'journal.jsonl'].slice(
      0,
      3,
    )) {
      expect((await stat(join(dataFolder, file))).mode & 0o077).toBe(0);
    }
    await expect(startLab({ dataFolder })).rejects.toMatchObject({ code: 'E_LAB_START' });
    expect(await canConnect(lab.gatewayPort, '127.0.0.1')).toBe(true);
    await lab.close();
    await lab.close();
    expect(await findRunningLab(dataFolder)).toBeUndefined();
    expect(await canConnect(lab.gatewayPort, '127.0.0.1')).toBe(false);
    expect(await canConnect(Number(new URL(lab.adminServiceUrl).port), '127.0.0.1')).toBe(false);
    await expect(access(join(dataFolder, 'lab.json'))).rejects.toThrow();
  });

  it('keeps registrations and credentials over a restart', async () => {
    const dataFolder = await tempFolder('lab');
    const smsId = '8c3d4c5e-0b1f-4e65-9d1c-5b1e6f0a7d21';
    const first = await startLab({ dataFolder });
    await rawRequest(first, '/AdminService/wmi/SMS_Site.SubmitRegistrationRecord', {
      method: 'POST',
      body: JSON.stringify({
        SMSID: smsId,
        Certificate: Buffer.from(mediaCertificate().der).toString('hex'),
      }),
    });
    await first.close();
    const second = await startLab({ dataFolder });
    expect(second.site.store.certificate(smsId)).toMatchObject({ smsId, isBlocked: false });
    expect(second.credentials).toEqual(first.credentials);
    expect(second.rootCertificatePem).toBe(first.rootCertificatePem);
    await second.close();
  });

  it('starts once when two start at the same moment, and a lock left by a crash stops nobody for long', async () => {
    const dataFolder = await tempFolder('lab');
    const results = await Promise.allSettled([startLab({ dataFolder }), startLab({ dataFolder })]);
    const started = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const refused = results.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
    expect(started).toHaveLength(1);
    expect(refused).toEqual([expect.objectContaining({ code: 'E_LAB_START' })]);
    await started[0]?.close();
    const lock = join(dataFolder, 'lab.starting');
    await expect(access(lock)).rejects.toThrow();
    await writeFile(lock, '');
    await expect(startLab({ dataFolder })).rejects.toMatchObject({ code: 'E_LAB_START' });
    const before = new Date(Date.now() - 10 * 60_000);
    await utimes(lock, before, before);
    await (await startLab({ dataFolder })).close();
  });

  it('leaves the folder to the lab that was started there after it was deleted', async () => {
    const dataFolder = await tempFolder('lab');
    const first = await startLab({ dataFolder });
    await rm(dataFolder, { recursive: true });
    const second = await startLab({ dataFolder });
    await first.close();
    expect((await findRunningLab(dataFolder))?.adminServiceUrl).toBe(second.adminServiceUrl);
    await second.close();
  });

  it('starts anew, with another root and empty, when its folder was deleted while it was stopped', async () => {
    const dataFolder = await tempFolder('lab');
    const first = await startLab({ dataFolder });
    await first.close();
    await rm(dataFolder, { recursive: true });
    const second = await startLab({ dataFolder });
    expect(second.rootCertificatePem).not.toBe(first.rootCertificatePem);
    expect(second.credentials.token).not.toBe(first.credentials.token);
    const answer = await rawRequest(second, '/AdminService/wmi/SMS_TaskSequencePackage/$count');
    expect(answer.body).toBe('45');
    await second.close();
  });

  // All of 127/8 is this machine on Linux: a listener on every address would answer at 127.0.0.2, too.
  it.runIf(process.platform === 'linux')('listens on 127.0.0.1 and on no other address', async () => {
    const everywhere = createServer();
    await new Promise<void>((resolve) => everywhere.listen(0, '0.0.0.0', resolve));
    expect(await canConnect((everywhere.address() as AddressInfo).port, '127.0.0.2')).toBe(true);
    await new Promise((resolve) => everywhere.close(resolve));
    const lab = await startLab({ dataFolder: await tempFolder('lab') });
    for (const port of [lab.gatewayPort, Number(new URL(lab.adminServiceUrl).port)]) {
      expect(await canConnect(port, '127.0.0.1')).toBe(true);
      expect(await canConnect(port, '127.0.0.2')).toBe(false);
      expect(await canConnect(port, '::1')).toBe(false);
    }
    await lab.close();
  });

  it('closes although a client holds its connection open', async () => {
    const lab = await startLab({ dataFolder: await tempFolder('lab') });
    const socket = connect(Number(new URL(lab.adminServiceUrl).port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    await lab.close();
    await ended;
  });

  it('says which port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    for (const options of [{ port }, { gatewayPort: port }]) {
      await expect(startLab({ dataFolder: await tempFolder('lab'), ...options })).rejects.toMatchObject({
        code: 'E_LAB_START',
        message: expect.stringContaining(String(port)),
      });
    }
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('a stale lab.json', () => {
  it('of a lab that is gone, of another lab, or of no lab is no running lab', async () => {
    const dataFolder = await tempFolder('lab');
    const lab = await startLab({ dataFolder });
    const facts = await readFile(join(dataFolder, 'lab.json'), 'utf8');
    const elsewhere = await tempFolder('lab');
    await writeFile(join(elsewhere, 'lab.json'), facts);
    await writeFile(join(elsewhere, 'admin-token'), 'another token');
    expect(await findRunningLab(elsewhere)).toBeUndefined();
    await lab.close();
    for (const content of [facts, '{', '{}', '{"adminServiceUrl":"nonsense"}']) {
      await writeFile(join(dataFolder, 'lab.json'), content);
      expect(await findRunningLab(dataFolder)).toBeUndefined();
    }
    const again = await startLab({ dataFolder });
    expect((await findRunningLab(dataFolder))?.pid).toBe(process.pid);
    await again.close();
  });
});
