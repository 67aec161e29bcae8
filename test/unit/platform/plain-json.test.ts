/** What may lie in a file in clear, and what is refused by its name. */
import { describe, expect, test } from 'vitest';
import { asPlainObject } from '#platform/plain-json.ts';
import { codeOf } from '../../support/codes.ts';

describe('a plain object', () => {
  test.each([
    [
      'the request of a medium',
      { kind: 'bootable', allowNoPassword: false, certificate: { source: 'pfx', path: 'a.pfx' } },
    ],
    ['a hidden variable without its value', { variables: [{ hidden: true, name: 'OSDJoinPassword' }] }],
    [
      'the path of a password file and the end of a token',
      { passwordFile: 'p.txt', mediaTokenExpires: '2027' },
    ],
    ['a boolean about a password', { hasPassword: true }],
  ])('may be %s', (_name, value) => {
    expect(asPlainObject(value, 'draft')).toEqual(value);
  });

  test('loses what is undefined', () => {
    expect(asPlainObject({ a: undefined, b: [{ c: undefined }] }, 'draft')).toEqual({ b: [{}] });
  });

  test.each([
    [{ password: 'x' }],
    [{ security: { passwordRepeated: 'x' } }],
    [{ pages: [[{ Kennwort: 'x' }]] }],
    [{ wachtwoord: '' }],
    [{ 'pass-word': 'x' }],
    [{ PASS_PHRASE: 'x' }],
    [{ hiddenValues: { A: 'x' } }],
    [{ hidden_values: [] }],
    [{ clientSecret: 'x' }],
    [{ secrets: {} }],
    [{ mediaToken: 'x' }],
    [{ credentials: null }],
    [{ privateKey: 'x' }],
    [{ variables: [{ name: 'A', hidden: true, value: 'x' }] }],
    [{ variables: [{ name: 'A', isHidden: true, value: 'x' }] }],
  ])('is refused with %j', (value) => {
    expect(codeOf(() => asPlainObject(value, 'draft'))).toBe('E_STORE_SECRET');
  });

  test('names the key that is refused, never its value', () => {
    expect(() => asPlainObject({ a: [{ password: 'hunter2' }] }, 'draft')).toThrow(
      /^draft, a\.0\.password: [^:]*$/,
    );
  });

  const deep: unknown = JSON.parse(`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`);
  test.each([
    ['a list', []],
    ['nothing', null],
    ['a date', { at: new Date(0) }],
    ['a function', { at: () => 1 }],
    ['no number', { at: Number.NaN }],
    ['bytes', { at: new Uint8Array(2) }],
    ['no end of brackets', deep],
  ])('is not %s', (_name, value) => {
    expect(codeOf(() => asPlainObject(value, 'draft'))).toBe('E_STORE_VALUE');
  });
});
