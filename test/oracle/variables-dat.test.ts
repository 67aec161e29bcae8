// Variables.dat judged by OpenSSL's ciphers and Python's SHA-1 and XML reader: nothing of ours on their side.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { concatBytes, encodeUtf16le, fromHex } from '#base/bytes.ts';
import { decodeVariablesDat, encodeVariablesDat, encodeVariablesText } from '#formats/variables-dat/index.ts';
import { oracle, testWith } from '../support/oracle.ts';
import { tempFolder } from '../support/temp.ts';

const BUILT_IN = '{BAC6E688-DE21-4ABE-B7FB-C9F54E6DB664}';
const VARIABLES = [
  { name: 'SMSTSMP', value: 'https://contoso-cmg.contoso.test/CCM_Proxy_MutualAuth/72057594037928100' },
  { name: 'Awkward', value: 'a]]>b ]] > &amp; <x> "q" \' ü 😀\nline\rreturn\r\nboth' },
  { name: 'Empty', value: '' },
];

/** CryptDeriveKey for SHA-1 written again, from the published description. */
const DERIVE = `
import hashlib, sys
h = hashlib.sha1(sys.stdin.buffer.read().decode('utf-8').encode('utf-16-le')).digest().ljust(64, b'\\0')
print((hashlib.sha1(bytes(b ^ 0x36 for b in h)).digest() + hashlib.sha1(bytes(b ^ 0x5c for b in h)).digest()).hex())
`;

const PARSE = `
import json, sys, xml.etree.ElementTree as tree
text = sys.stdin.buffer.read().decode('utf-16-le').rstrip('\\0')
print(json.dumps([{'name': v.get('name'), 'value': v.text or ''} for v in tree.fromstring(text)]))
`;

function keyOf(password: string, keyBytes: number): string {
  return oracle('python3', ['-c', DERIVE], { input: password })
    .stdout.trim()
    .slice(0, keyBytes * 2);
}

for (const [algorithm, cipher, keyBytes] of [
  ['aes-256', 'aes-256-cbc', 32],
  ['aes-128', 'aes-128-cbc', 16],
] as const) {
  for (const password of ['Password1', 'Zürich-Straße/9', undefined]) {
    const shown = password ?? 'the built-in text';
    testWith(
      ['openssl', 'python3'],
      `OpenSSL and Python read what was written with ${algorithm} and ${shown}`,
      async () => {
        const folder = await tempFolder('variables');
        const file = encodeVariablesDat(VARIABLES, { password, algorithm });
        writeFileSync(join(folder, 'cipher'), file.subarray(24));
        const key = keyOf(password ?? BUILT_IN, keyBytes);
        // With padding: OpenSSL itself checks that it is PKCS#7.
        const args = [
          'enc',
          '-d',
          `-${cipher}`,
          '-K',
          key,
          '-iv',
          '0'.repeat(32),
          '-in',
          'cipher',
          '-out',
          'plain',
        ];
        const decrypted = oracle('openssl', args, { cwd: folder });
        expect(decrypted.exitCode, decrypted.output).toBe(0);
        const parsed = oracle('sh', ['-c', 'python3 -c "$PROGRAM" < plain'], {
          cwd: folder,
          env: { PROGRAM: PARSE },
        });
        expect(parsed.exitCode, parsed.output).toBe(0);
        const list = JSON.parse(parsed.stdout) as { name: string; value: string }[];
        expect(list.slice(1, -1)).toEqual(VARIABLES);
        expect(list.map((one) => one.name)).toEqual([
          '_TSMBFormat',
          ...VARIABLES.map((one) => one.name),
          '_TSMBChecksum',
        ]);
      },
    );
  }
}

for (const [name, cipher, keyBytes, algorithmId] of [
  ['AES-128', 'aes-128-cbc', 16, '0e660000'],
  ['AES-192', 'aes-192-cbc', 24, '0f660000'],
  ['AES-256', 'aes-256-cbc', 32, '10660000'],
  ['3DES', 'des-ede3-cbc', 24, '03660000'],
] as const) {
  testWith(['openssl', 'python3'], `a file that OpenSSL encrypted with ${name} is read`, async () => {
    const folder = await tempFolder('variables');
    const plain = encodeUtf16le(encodeVariablesText(VARIABLES));
    writeFileSync(join(folder, 'plain'), plain);
    const key = keyOf('Zürich-Straße/9', keyBytes);
    const iv = '0'.repeat(name === '3DES' ? 16 : 32);
    const args = ['enc', '-e', `-${cipher}`, '-K', key, '-iv', iv, '-in', 'plain', '-out', 'cipher'];
    const encrypted = oracle('openssl', args, { cwd: folder });
    expect(encrypted.exitCode, encrypted.output).toBe(0);
    const bytes = fromHex(
      oracle('python3', ['-c', 'print(open("cipher","rb").read().hex())'], { cwd: folder }).stdout.trim(),
    );
    const length = (count: number): Uint8Array => new Uint8Array(Uint32Array.of(count).buffer);
    const header = fromHex('0000edec14000000');
    const tail = fromHex(`${algorithmId}00000000`);
    if (bytes === undefined || header === undefined || tail === undefined) throw new Error('no hexadecimal');
    const file = concatBytes([header, length(plain.length), length(bytes.length), tail, bytes]);
    expect(decodeVariablesDat(file, 'Zürich-Straße/9').variables).toEqual(VARIABLES);
  });
}
