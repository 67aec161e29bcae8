/** `media-builder check` in this process against a lab: the table for people, rows for machines, exit codes. */
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import forge from 'node-forge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLab, type RunningLab } from '#lab/server.ts';
import type { PrerequisiteRow } from '#site/prerequisites/check-prerequisites.ts';
import { describeTable } from '../../main/hosts/cli/commands/check.ts';
import { runCommandLine } from '../../main/hosts/cli/program.ts';
import { tempFolder } from '../support/temp.ts';

const folder = await tempFolder('check');
const data = join(folder, 'lab');
let lab: RunningLab;

beforeAll(async () => {
  lab = await startLab({ dataFolder: data });
});
afterAll(() => lab.close());

async function check(...args: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const outputs = Promise.all([text(stdout), text(stderr)]);
  const exitCode = await runCommandLine(['check', '--data', data, ...args], {
    stdin: Readable.from(['']),
    stdout,
    stderr,
    signal: new AbortController().signal,
    clock: () => new Date('2026-11-21T12:34:56Z'),
    dataFolder: join(folder, 'data'),
  });
  stdout.end();
  stderr.end();
  const [out, err] = await outputs;
  return { exitCode, out, err, words: out.replaceAll(/\s+/g, ' ') };
}

/** PKCS #12 of a certificate that is signed with SHA-1. */
function oldCertificate(password: string): Uint8Array {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(
    publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  );
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date('2026-01-01T00:00:00Z');
  certificate.validity.notAfter = new Date('2036-01-01T00:00:00Z');
  const name = [{ name: 'commonName', value: 'Old' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  const key = forge.pki.privateKeyFromPem(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  certificate.sign(key, forge.md.sha1.create());
  const pfx = forge.pkcs12.toPkcs12Asn1(key, [certificate], password);
  return new Uint8Array(Buffer.from(forge.asn1.toDer(pfx).getBytes(), 'latin1'));
}

const CMG = ['--cmg', 'contoso-cmg.contoso.test'];
const GOOD = [...CMG, '--task-sequence', 'PS100010', '--boot-image', 'PS100001'];

describe('media-builder check', () => {
  it('ends with 0 when nothing mandatory fails, having tried the gateway and the password', async () => {
    const passwordFile = join(folder, 'password.txt');
    await writeFile(passwordFile, 'mT4kWq9zRb7XsHn2Vd\n', { mode: 0o600 });
    const { exitCode, out, err } = await check(...GOOD, '--password-file', passwordFile);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain(
      'Prerequisites of media over contoso-cmg.contoso.test, checked 2026-11-21 12:34 UTC',
    );
    expect(out).toContain('C17  pass     The medium has a strong password');
    expect(out).toContain('C23  pass     ');
    expect(out).toContain('25 pass, 0 fail, 0 warnings, 3 could not be determined. Nothing mandatory fails.');
    expect(out).not.toContain('mT4k');
  });

  it('ends with 3 and says what to do, in lines that fit, commands whole', async () => {
    const { exitCode, out, words } = await check(
      ...CMG,
      '--deployment',
      'PS12001A',
      '--boot-image',
      'PS100001',
    );
    expect(exitCode).toBe(3);
    const block = out.slice(out.indexOf('C11'), out.indexOf('C12'));
    expect(block.split('\n')).toEqual([
      'C11  FAIL     The deployment is allowed to run on the internet',
      '              The deployment PS12001A is not allowed to run on the internet.',
      "              seen     SMS_Advertisement('PS12001A').AdvertFlags: 0x008C0000",
      '              why      Without it the site does not give the deployment to',
      '                       devices on the internet.',
      '              console  Deployment > “Properties” > “User Experience”: “Allow',
      '                       task sequence to run for client on the internet”.',
      "              cmdlet   Set-CMTaskSequenceDeployment -TaskSequenceDeploymentId 'PS12001A' -InternetOption $true",
      '              more     https://learn.microsoft.com/en-us/mem/configmgr/osd/deploy-use/deploy-task-sequence-over-internet#allow-task-sequence-to-run-on-internet',
      '',
    ]);
    expect(words).toContain('Something mandatory is not met; media can be made, but the deployment');
  });

  it('tells when a medium would be useless', async () => {
    const { exitCode, words } = await check('--cmg', 'contoso-old', '--media-management', 'dynamic');
    expect(exitCode).toBe(3);
    expect(words).toContain('A medium would be useless: C02, C16.');
  });

  it('gives machines one object a row, with the sentences, and a last one with the counts', async () => {
    const { exitCode, out } = await check(...CMG, '--task-sequence', 'PS100012', '--json');
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(lines.map((line) => line['type'])).toEqual([
      ...Array.from({ length: 28 }, () => 'prerequisite'),
      'prerequisites',
    ]);
    expect(lines.filter((line) => line['state'] === 'fail')).toMatchObject([
      {
        id: 'C07',
        isMandatory: true,
        isBlocking: false,
        finding: { key: 'C07.absent' },
        found: expect.stringContaining('PS100037'),
        remedyCmdlet:
          "Start-CMContentDistribution -TaskSequenceId 'PS100012' -DistributionPointName 'contoso-cmg.contoso.test'",
      },
    ]);
    expect(lines.at(-1)).toMatchObject({ checkedAt: '2026-11-21T12:34:56.000Z', fail: 1, exitCode: 3 });
    expect(exitCode).toBe(3);
  });

  it('judges an imported certificate, and says when it cannot be opened', async () => {
    const file = join(folder, 'old.pfx');
    await writeFile(file, oldCertificate('import'));
    const passwordFile = join(folder, 'pfx-password.txt');
    await writeFile(passwordFile, 'import\n', { mode: 0o600 });
    const options = ['--certificate', file, '--certificate-password-file', passwordFile];
    const { exitCode, words } = await check(...GOOD, ...options);
    expect(exitCode).toBe(3);
    expect(words).toContain(
      'C19 FAIL The imported PKI certificate fits The certificate is signed with sha1.',
    );
    await writeFile(passwordFile, 'wrong\n');
    expect(await check(...GOOD, ...options)).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('E_MEDIA_CERTIFICATE_PASSWORD'),
    });
  });

  it('wants a gateway, and one source for each password', async () => {
    expect(await check()).toMatchObject({ exitCode: 2, err: expect.stringContaining('--cmg') });
    const stdin = ['--password-file', '-', '--site', 'https://x/AdminService', '--site-password-file', '-'];
    expect(await check(...CMG, ...stdin)).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('one password'),
    });
  });
});

it('no control character of a name reaches the terminal', () => {
  const row: PrerequisiteRow = {
    id: 'C10',
    state: 'fail',
    isMandatory: true,
    isBlocking: false,
    finding: { key: 'C10.domain', values: { step: 'a\u001b[2Jb', taskSequence: 'PS1', name: 'n' } },
    evidence: [{ source: 'x\u0007', found: 'y\r\nz' }],
  };
  const shown = describeTable(
    { checkedAt: '2026-11-21T12:34:56.000Z', rows: [row] },
    { cmg: 'c\u001b', columns: 80 },
  );
  expect(shown.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});
