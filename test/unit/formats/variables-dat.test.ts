// Variables.dat: published vectors, what its readers tolerate, and one coded error for each kind of bad file.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, encodeUtf16le, toHex } from '#base/bytes.ts';
import { encryptCbc, type CbcAlgorithm } from '#base/cipher.ts';
import { adviceFor, isMediaError } from '#base/errors/media-error.ts';
import {
  decodeVariablesDat,
  deriveKey,
  describeVariable,
  encodeVariablesDat,
  encodeVariablesText,
  encryptText,
  isSecretVariable,
  knownVariables,
  parseVariablesText,
  variablesDatHeader,
  variableValue,
} from '#formats/variables-dat/index.ts';

const SAMPLE = [
  { name: 'SMSTSMP', value: 'https://contoso-cmg.contoso.test/CCM_Proxy_MutualAuth/72057594037928100' },
  { name: 'OSDComputerName', value: 'Zürich-Straße 😀' },
  { name: 'Empty', value: '' },
];
const PASSWORD = 'Zürich-Straße/9';

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isMediaError(error)) return error.code;
    throw error;
  }
  return 'no error';
}

/** A container made by the book for the algorithms that this program does not write. */
function containerOf(text: string, algorithm: CbcAlgorithm, password: string): Uint8Array {
  const block = algorithm === '3des' ? 8 : 16;
  const plain = encodeUtf16le(text);
  const padding = block - (plain.length % block);
  const encrypted = encryptCbc(
    { algorithm, key: deriveKey(password, algorithm) },
    concatBytes([plain, new Uint8Array(padding).fill(padding)]),
  );
  const header = variablesDatHeader.encode({
    headerSize: 20,
    plainBytes: plain.length,
    cipherBytes: encrypted.length,
    algorithm: { 'aes-128': 0x660e, 'aes-192': 0x660f, 'aes-256': 0x6610, '3des': 0x6603 }[algorithm],
    flags: 0,
  });
  return concatBytes([header, encrypted]);
}

describe('published vectors', () => {
  test.each([
    [undefined, 'd15d6a10993a431266d87bf5e6c72252621cfef7c42a749bb4df2aa1a156a95f'],
    ['Password1', '472b14c830bccddc2b57c2f91682e0b39dae488fb213c24bb88985b1af61f433'],
    ['Zürich-Straße/9', 'dd7ace272d5b741eb2e46eccc4c72cf502c517c6106cef7378cb8f5d66db8eb3'],
  ])('the key of password %j is the published one', (password, key) => {
    expect(toHex(deriveKey(password, 'aes-256'))).toBe(key);
    expect(toHex(deriveKey(password, 'aes-128'))).toBe(key.slice(0, 32));
    expect(toHex(deriveKey(password, 'aes-192'))).toBe(key.slice(0, 48));
  });

  test('the first cipher block under Password1 and AES-128 is the one published from the real world', () => {
    const bytes = encodeVariablesDat(SAMPLE, { password: 'Password1', algorithm: 'aes-128' });
    expect(toHex(bytes.subarray(24, 40))).toBe('11cb54aa3b699f61f86ab312e6fb97ec');
  });

  test('364 bytes of text give the published header', () => {
    const text = `<?xml version="1.0"?>${'x'.repeat(182 - 21)}`;
    const bytes = encryptText(text, { password: 'Password1', algorithm: 'aes-128' });
    expect(toHex(bytes.subarray(0, 24))).toBe('0000edec140000006c010000700100000e66000000000000');
    expect(bytes).toHaveLength(24 + 0x170);
  });
});

describe('round trips', () => {
  test.each(['aes-256', 'aes-128'] as const)('what is written with %s is read', (algorithm) => {
    const bytes = encodeVariablesDat(SAMPLE, { password: PASSWORD, algorithm });
    const decoded = decodeVariablesDat(bytes, PASSWORD);
    expect(decoded).toEqual({ variables: SAMPLE, algorithm, isChecksumVerified: true });
  });

  test('AES-256 is what is written when nothing is said', () => {
    const bytes = encodeVariablesDat(SAMPLE, { password: PASSWORD });
    expect(toHex(bytes.subarray(16, 20))).toBe('10660000');
  });

  test('without a password the built-in text opens the file, and no other does', () => {
    const bytes = encodeVariablesDat(SAMPLE, { password: undefined });
    expect(decodeVariablesDat(bytes, undefined).variables).toEqual(SAMPLE);
    expect(codeOf(() => decodeVariablesDat(bytes, 'Password1'))).toBe('E_VARIABLES_PASSWORD');
  });

  test.each(['aes-192', '3des'] as const)('%s is read but not written', (algorithm) => {
    const text = encodeVariablesText(SAMPLE);
    expect(decodeVariablesDat(containerOf(text, algorithm, PASSWORD), PASSWORD).variables).toEqual(SAMPLE);
    expect(codeOf(() => encodeVariablesDat(SAMPLE, { password: PASSWORD, algorithm }))).toBe(
      'E_VARIABLES_ALGORITHM',
    );
  });

  test('the same variables and password give the same bytes', () => {
    const options = { password: PASSWORD };
    expect(encodeVariablesDat(SAMPLE, options)).toEqual(encodeVariablesDat(SAMPLE, options));
  });

  test('the trailer of PXE files is ignored', () => {
    const bytes = encodeVariablesDat(SAMPLE, { password: PASSWORD });
    const withTrailer = concatBytes([bytes, Uint8Array.of(1, 2, 3, 4, 5, 6)]);
    expect(decodeVariablesDat(withTrailer, PASSWORD).variables).toEqual(SAMPLE);
  });

  test('every value that XML can hold comes back as it was', () => {
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,30}$/);
    const awkward = fc.constantFrom(
      ']]>',
      ']]',
      '>',
      '\r\n',
      '\r',
      '<![CDATA[',
      '&#13;',
      '&amp;',
      '</var>',
      '😀',
      'ä',
      '\t',
    );
    const value = fc
      .array(fc.oneof(awkward, fc.string({ unit: 'grapheme' })), { maxLength: 6 })
      .map((parts) => parts.join(''))
      // eslint-disable-next-line no-control-regex -- what XML cannot hold
      .filter((text) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text));
    const variables = fc.uniqueArray(fc.record({ name, value }, { noNullPrototype: true }), {
      selector: (one) => one.name.toUpperCase(),
      maxLength: 8,
    });
    fc.assert(
      fc.property(variables, fc.string({ minLength: 1 }), (list, password) => {
        const bytes = encodeVariablesDat(list, { password });
        expect(decodeVariablesDat(bytes, password).variables).toEqual(list);
      }),
      { numRuns: 200 },
    );
  });
});

describe('files of other makers', () => {
  const body = '<MediaVarList Version="4.00.5345.0000"><var name="A"><![CDATA[1]]></var></MediaVarList>';
  test.each([
    ['nothing after the last tag', `<?xml version="1.0"?>${body}`],
    ['CRLF', `<?xml version="1.0"?>\r\n${body}\r\n`],
    ['CRLF and NUL', `<?xml version="1.0"?>\r\n${body}\r\n\u0000`],
    ['NUL alone', `<?xml version="1.0"?>${body}\u0000`],
    ['white space and comments', `<?xml version="1.0"?>\n<!-- c -->\n${body.replace('<var', '\n  <var')}\n`],
  ])('are read with %s', (_what, text) => {
    expect(decodeVariablesDat(encryptText(text, { password: 'p' }), 'p')).toMatchObject({
      variables: [{ name: 'A', value: '1' }],
      isChecksumVerified: false,
    });
  });

  test('plain text with references, empty elements and single quotes is read like CDATA', () => {
    const text = `<?xml version="1.0"?><MediaVarList><var name='A&amp;B'>x &lt; &#x79; &#13;</var><var name="C"/></MediaVarList>`;
    expect(parseVariablesText(text)).toEqual([
      { name: 'A&B', value: 'x < y \r' },
      { name: 'C', value: '' },
    ]);
  });

  test('an empty list is a list', () => {
    expect(parseVariablesText('<?xml version="1.0"?><MediaVarList/>')).toEqual([]);
  });

  test('of two equal names the last one counts', () => {
    const text =
      '<?xml version="1.0"?><MediaVarList><var name="A">1</var><var name="a">2</var></MediaVarList>';
    expect(variableValue(parseVariablesText(text), 'A')).toBe('2');
  });

  test.each([
    ['another root', '<?xml version="1.0"?><Policy></Policy>'],
    ['a tag that is not closed', '<?xml version="1.0"?><MediaVarList><var name="A">1</MediaVarList>'],
    ['an element that is no variable', '<?xml version="1.0"?><MediaVarList><x name="A">1</x></MediaVarList>'],
    ['a variable without name', '<?xml version="1.0"?><MediaVarList><var>1</var></MediaVarList>'],
    ['an entity', '<?xml version="1.0"?><MediaVarList><var name="A">&x;</var></MediaVarList>'],
    ['a document type', '<?xml version="1.0"?><!DOCTYPE a><MediaVarList></MediaVarList>'],
    ['text after the end', '<?xml version="1.0"?><MediaVarList></MediaVarList>x'],
    ['a control character', '<?xml version="1.0"?><MediaVarList><var name="A">\u0001</var></MediaVarList>'],
  ])('with %s are damaged', (_what, text) => {
    expect(codeOf(() => parseVariablesText(text))).toBe('E_VARIABLES_DAMAGED');
  });
});

describe('bad files', () => {
  const bytes = encodeVariablesDat(SAMPLE, { password: PASSWORD });
  const changed = (offset: number, mask: number): Uint8Array => {
    const copy = bytes.slice();
    copy[offset] = (copy[offset] ?? 0) ^ mask;
    return copy;
  };

  test.each(['wrong', '', 'zürich-straße/9', `${PASSWORD} `])(
    'the password %j is refused as wrong',
    (password) => {
      expect(codeOf(() => decodeVariablesDat(bytes, password))).toBe('E_VARIABLES_PASSWORD');
    },
  );

  test('a thousand wrong passwords are all called wrong, never damage', () => {
    const codes = Array.from({ length: 1000 }, (_, index) =>
      codeOf(() => decodeVariablesDat(bytes, `no${index}`)),
    );
    expect(new Set(codes)).toEqual(new Set(['E_VARIABLES_PASSWORD']));
  });

  test.each([0, 3, 23, 24, 40, bytes.length - 1])('cut to %i bytes it is truncated', (length) => {
    expect(codeOf(() => decodeVariablesDat(bytes.subarray(0, length), PASSWORD))).toBe(
      'E_VARIABLES_TRUNCATED',
    );
  });

  test.each([
    ['the mark', 0, 'E_VARIABLES_MAGIC'],
    ['the size of the header', 4, 'E_VARIABLES_LENGTH'],
    ['the length of the text', 8, 'E_VARIABLES_LENGTH'],
    ['the length of the cipher text', 12, 'E_VARIABLES_LENGTH'],
    ['the algorithm', 16, 'E_VARIABLES_ALGORITHM'],
    ['the flags', 20, 'E_VARIABLES_DAMAGED'],
  ])('a changed byte in %s has its own code', (_what, offset, code) => {
    expect(codeOf(() => decodeVariablesDat(changed(offset, 0x80), PASSWORD))).toBe(code);
  });

  test('a single flipped bit anywhere after the header is called damage, with the right password', () => {
    const codes = new Map<string, number>();
    for (let bit = 24 * 8; bit < bytes.length * 8; bit += 1) {
      const flipped = changed(Math.floor(bit / 8), 1 << (bit % 8));
      const code = codeOf(() => decodeVariablesDat(flipped, PASSWORD));
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    expect([...codes]).toEqual([['E_VARIABLES_DAMAGED', (bytes.length - 24) * 8]]);
  });

  test('a single flipped bit in the header is a coded error, too', () => {
    for (let bit = 0; bit < 24 * 8; bit += 1) {
      const flipped = changed(Math.floor(bit / 8), 1 << (bit % 8));
      expect(
        codeOf(() => decodeVariablesDat(flipped, PASSWORD)),
        `bit ${bit}`,
      ).toMatch(/^E_VARIABLES_/);
    }
  });

  test('random bytes never give anything but a coded error of this format', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (random, hasHeader) => {
        const input = hasHeader ? concatBytes([bytes.subarray(0, 24), random]) : random;
        expect(codeOf(() => decodeVariablesDat(input, PASSWORD))).toMatch(/^E_VARIABLES_/);
      }),
    );
  });

  test('no error names the password or a value', () => {
    for (const offset of [0, 8, 16, 24, 60]) {
      try {
        decodeVariablesDat(changed(offset, 1), PASSWORD);
      } catch (error) {
        const text = isMediaError(error) ? `${error.message} ${adviceFor(error.code).cause}` : '';
        expect(text).not.toBe('');
        expect(text).not.toContain(PASSWORD);
        expect(text).not.toContain('contoso');
      }
    }
    expect.assertions(15);
  });
});

describe('what cannot be written', () => {
  test.each([
    ['a control character', [{ name: 'A', value: 'x\u0001' }]],
    ['half a surrogate pair', [{ name: 'A', value: '\ud83d' }]],
    ['a name with a blank', [{ name: 'A B', value: '' }]],
    ['an empty name', [{ name: '', value: '' }]],
    [
      'two names that differ in case only',
      [
        { name: 'A', value: '' },
        { name: 'a', value: '' },
      ],
    ],
    ['a variable with the name of our checksum', [{ name: '_TSMBChecksum', value: '' }]],
  ])('%s is refused', (_what, variables) => {
    expect(codeOf(() => encodeVariablesDat(variables, { password: 'p' }))).toBe('E_VARIABLES_VALUE');
  });

  test('an empty password is refused instead of taken for none', () => {
    expect(codeOf(() => encodeVariablesDat([], { password: '' }))).toBe('E_VARIABLES_VALUE');
  });
});

describe('the table of names', () => {
  test('private key, token and prestart command are secret, the site code is not', () => {
    expect(isSecretVariable('_smstsmediapfx')).toBe(true);
    expect(isSecretVariable('_TSMBMediaToken')).toBe(true);
    expect(isSecretVariable('_TSMBPrestartCommand')).toBe(true);
    expect(isSecretVariable('_SMSTSSiteCode')).toBe(false);
  });

  test('every name of ours says so, and no other name does', () => {
    for (const known of knownVariables) {
      expect(known.certainty === 'ours', known.name).toBe(known.name.startsWith('_TSMB'));
    }
  });

  test('no name is there twice, and custom names are not known', () => {
    expect(new Set(knownVariables.map((one) => one.name.toUpperCase())).size).toBe(knownVariables.length);
    expect(describeVariable('MyVariable')).toBeUndefined();
  });
});
