/**
 * The wire judged by programs that know nothing of us: openssl verifies our signatures and tokens, opens our envelopes
 * and makes secret blobs for us to read; curl speaks CCM_POST to the gateways.
 */
import { execFile } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { concatBytes, encodeUtf16le, fromHex, toHex } from '#base/bytes.ts';
import { cryptDeriveKey } from '#base/crypt-derive-key.ts';
import { sha1 } from '#base/hash.ts';
import {
  parseAssignmentsReply,
  POLICY_MANAGER,
  renderAssignmentsRequest,
  type PolicyReference,
} from '#lab/wire/assignments.ts';
import { decodeMessage } from '#lab/wire/message.ts';
import { gatewayPrefix, MESSAGE_METHOD, mpPaths, policyPath } from '#lab/wire/paths.ts';
import { policyHash, readTaskSequencePolicy } from '#lab/wire/policy.ts';
import { decodeSecretBlob, encodeSecretBlob } from '#lab/wire/secret-blob.ts';
import { signData, signedText, verifyData } from '#lab/wire/signature.ts';
import { decodeXmlBytes } from '#lab/wire/xml.ts';
import { openEnvelope } from '../../resources/runtime/crypto/envelope.ts';
import {
  call,
  CMG,
  makeMedium,
  policyHeaders,
  register,
  registrationToken,
  sendMessage,
  signedMessage,
  startLab,
  type TestLab,
} from '../conformance/gateway-support.ts';
import { oracle, testWith } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';

const medium = makeMedium('8ae6b618-77ec-46cb-b1b5-88f693e00001');
const data = signedText('{8AE6B618-77EC-46CB-B1B5-88F693E00001};2026-11-20T12:00:00Z');
const seed = Uint8Array.from({ length: 40 }, (_, index) => 255 - index);
let folder: string;
let lab: TestLab;
let mediaToken: string;
let token: string;
let clientId: string;

beforeAll(async () => {
  folder = await tempFolder('wire-oracle');
  await writeFile(join(folder, 'media.key'), medium.keyPem);
  await writeFile(join(folder, 'media.pem'), medium.certPem);
  await writeFile(join(folder, 'data'), data);
  lab = await startLab();
  await writeFile(join(folder, 'root.pem'), lab.site.pki.rootCertificatePem);
  mediaToken = await register(lab, medium);
  token = await registrationToken(lab, medium, mediaToken);
  clientId = lab.site.world.unknownComputers.find((one) => one.cpuType === 'x64')?.guid ?? '';
});

afterAll(async () => {
  await lab.close();
});

function openssl(...args: readonly string[]): string {
  const result = oracle('openssl', args, { cwd: folder });
  if (result.exitCode !== 0) throw new Error(`openssl ${args[0] ?? ''}: ${result.output}`);
  return result.stdout;
}

async function publicKeyFile(): Promise<string> {
  const path = join(folder, 'media.pub');
  await writeFile(path, openssl('x509', '-in', 'media.pem', '-noout', '-pubkey'));
  return path;
}

testWith(
  ['openssl'],
  'openssl verifies our signature once its bytes are turned round, and only then',
  async () => {
    const key = await publicKeyFile();
    const wire = fromHex(signData(medium.privateKey, data)) ?? new Uint8Array();
    await writeFile(join(folder, 'wire.sig'), wire);
    await writeFile(join(folder, 'turned.sig'), wire.slice().reverse());
    const verify = (file: string) =>
      oracle('openssl', ['dgst', '-sha256', '-verify', key, '-signature', file, 'data'], { cwd: folder });
    expect(verify('turned.sig')).toMatchObject({ exitCode: 0, stdout: 'Verified OK\n' });
    expect(verify('wire.sig').exitCode).not.toBe(0);
  },
);

testWith(['openssl'], 'signatures made by openssl verify here, with DigestInfo and bare', async () => {
  const made = async (file: string): Promise<string> =>
    toHex(new Uint8Array(await readFile(join(folder, file))).reverse());
  openssl('dgst', '-sha256', '-sign', 'media.key', '-out', 'o.sig', 'data');
  const publicKey = createPublicKey(medium.certPem);
  expect(verifyData(publicKey, data, { hex: await made('o.sig') })).toBe('sha256');
  openssl('dgst', '-sha256', '-binary', '-out', 'digest', 'data');
  openssl('pkeyutl', '-sign', '-inkey', 'media.key', '-in', 'digest', '-out', 'bare.sig');
  expect(verifyData(publicKey, data, { hex: await made('bare.sig') })).toBe('sha256-bare');
});

testWith(['openssl'], 'openssl verifies the media token with the certificate its header names', async () => {
  const [header = '', payload = '', signature = ''] = mediaToken.split('.');
  await writeFile(join(folder, 'jwt'), `${header}.${payload}`);
  await writeFile(join(folder, 'jwt.sig'), Buffer.from(signature, 'base64url'));
  await writeFile(join(folder, 'token.der'), lab.site.pki.tokenSigningKey.certificateDer);
  await writeFile(
    join(folder, 'token.pub'),
    openssl('x509', '-inform', 'DER', '-in', 'token.der', '-noout', '-pubkey'),
  );
  openssl('dgst', '-sha256', '-verify', 'token.pub', '-signature', 'jwt.sig', 'jwt');
  const thumbprint = openssl('x509', '-inform', 'DER', '-in', 'token.der', '-noout', '-fingerprint', '-sha1');
  const { x5t } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { x5t: string };
  expect(thumbprint.replaceAll(':', '').toLowerCase()).toContain(
    Buffer.from(x5t, 'base64url').toString('hex'),
  );
});

async function firstPolicy(): Promise<{ readonly reference: PolicyReference; readonly bytes: Uint8Array }> {
  const body = renderAssignmentsRequest({ siteCode: 'PS1', clientId });
  const message = signedMessage(lab, medium, { target: POLICY_MANAGER, sourceId: clientId, body });
  const reply = await sendMessage(lab, medium, { message, token });
  const answer = decodeMessage(String(reply.headers['content-type']), reply.bytes);
  const [reference] = parseAssignmentsReply(answer.body);
  if (reference === undefined) throw new Error('no policy was assigned');
  const policy = await call(lab, medium, {
    mp: policyPath(reference.location) ?? '',
    headers: policyHeaders(lab, medium, token),
  });
  return { reference, bytes: policy.bytes };
}

testWith(
  ['openssl'],
  'openssl opens a policy with the media key: one recipient, AES-256-CBC, the right content',
  async () => {
    const { reference, bytes } = await firstPolicy();
    await writeFile(join(folder, 'policy.der'), bytes);
    const form = openssl('cms', '-cmsout', '-print', '-noout', '-inform', 'DER', '-in', 'policy.der');
    expect(form.match(/d\.ktri:/g)?.length).toBe(1);
    expect(form).toContain('algorithm: rsaEncryption');
    expect(form).toContain('algorithm: aes-256-cbc');
    openssl(
      'cms',
      '-decrypt',
      '-inform',
      'DER',
      '-in',
      'policy.der',
      '-recip',
      'media.pem',
      '-inkey',
      'media.key',
      '-binary',
      '-out',
      'policy.xml',
    );
    const plain = new Uint8Array(await readFile(join(folder, 'policy.xml')));
    expect(policyHash(plain)).toBe(reference.hash);
    const policy = readTaskSequencePolicy(decodeXmlBytes(plain));
    expect(policy?.sequence).toContain('<sequence version="3.10"');
    expect(openEnvelope(bytes, medium.privateKey)).toEqual(plain);
  },
);

testWith(['openssl'], 'nobody else opens the policy', async () => {
  const { bytes } = await firstPolicy();
  const stranger = makeMedium('22222222-0000-4000-8000-000000000002', 1);
  await writeFile(join(folder, 'policy.der'), bytes);
  await writeFile(join(folder, 'stranger.key'), stranger.keyPem);
  const args = [
    'cms',
    '-decrypt',
    '-inform',
    'DER',
    '-in',
    'policy.der',
    '-inkey',
    'stranger.key',
    '-binary',
  ];
  const { stdout, exitCode } = oracle('openssl', args, { cwd: folder });
  expect(exitCode === 0 ? stdout : '').not.toContain('T\0S\0_\0S\0');
  expect(() => openEnvelope(bytes, stranger.privateKey)).toThrow();
});

/** Key and "no IV" for openssl enc. A seed is no secret, so it may stand in an argument. */
function cipherArgs(algorithm: string, keyBytes: number, blockBytes: number): readonly string[] {
  return [`-${algorithm}`, '-K', toHex(cryptDeriveKey(sha1(seed), keyBytes)), '-iv', '00'.repeat(blockBytes)];
}

testWith(['openssl'], 'openssl reads the ciphertext of our secret blob', async () => {
  const blob = fromHex(encodeSecretBlob('CONTOSO\\sccm-näa', seed)) ?? new Uint8Array();
  await writeFile(join(folder, 'blob.enc'), blob.subarray(64));
  openssl('enc', '-d', ...cipherArgs('aes-256-cbc', 32, 16), '-in', 'blob.enc', '-out', 'blob.txt');
  expect((await readFile(join(folder, 'blob.txt'))).toString('utf16le')).toBe('CONTOSO\\sccm-näa\0');
});

testWith(['openssl'], 'an older secret blob, 3DES by openssl, is read here', async () => {
  const plain = encodeUtf16le('LAB\\account\0');
  await writeFile(join(folder, 'old.txt'), plain);
  openssl('enc', '-e', ...cipherArgs('des-ede3-cbc', 24, 8), '-in', 'old.txt', '-out', 'old.enc');
  const cipher = new Uint8Array(await readFile(join(folder, 'old.enc')));
  const words = Buffer.alloc(24);
  [0x1389, 20, plain.length, cipher.length, 0x6603, 0].forEach((word, index) =>
    words.writeUInt32LE(word, 4 * index),
  );
  const blob = concatBytes([words.subarray(0, 4), seed, words.subarray(4), cipher]);
  expect(decodeSecretBlob(toHex(blob))).toBe('LAB\\account');
});

testWith(
  ['curl'],
  'curl gets assignments with CCM_POST, whole and chunked, over one connection',
  async () => {
    const body = renderAssignmentsRequest({ siteCode: 'PS1', clientId });
    const message = signedMessage(lab, medium, { target: POLICY_MANAGER, sourceId: clientId, body });
    await writeFile(join(folder, 'message'), message.bytes);
    const role = lab.site.world.gateways.find((one) => one.hostName === CMG)?.roleId ?? '';
    const url = `https://${CMG}:${lab.server.port}${gatewayPrefix(role)}${mpPaths.request}`;
    await writeFile(
      join(folder, 'curl.conf'),
      [
        `resolve = "${CMG}:${lab.server.port}:127.0.0.1"`,
        'cacert = "root.pem"',
        'cert = "media.pem"',
        'key = "media.key"',
        'http1.1',
        'silent',
        'show-error',
        'fail',
        `request = "${MESSAGE_METHOD}"`,
        `header = "Content-Type: ${message.contentType.replaceAll('"', '\\"')}"`,
        `header = "Authorization: Bearer ${token}"`,
        'header = "Transfer-Encoding: chunked"',
        'data-binary = "@message"',
        `url = "${url}"`,
        'output = "first"',
        'write-out = "%{http_code} %{num_connects}\\n"',
        `url = "${url}"`,
        'output = "second"',
      ].join('\n'),
      { mode: 0o600 },
    );
    // Not spawnSync: the lab answers from this process.
    const result = await run('curl', ['--config', 'curl.conf']);
    expect(result).toMatchObject({ exitCode: 0, stdout: '200 1\n200 0\n' });
    for (const file of ['first', 'second']) {
      const bytes = new Uint8Array(await readFile(join(folder, file)));
      const answer = decodeMessage('multipart/mixed; boundary="aAbBcCdDv1234567890VxXyYzZ"', bytes);
      expect(parseAssignmentsReply(answer.body).length).toBeGreaterThan(0);
    }
  },
);

function run(
  program: string,
  args: readonly string[],
): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    execFile(program, [...args], { cwd: folder, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    });
  });
}
