// TsmBootstrap.ini: written exactly, read tolerantly.
import { describe, expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '#base/bytes.ts';
import { encodeTsmBootstrap, parseTsmBootstrap } from '#formats/tsm-bootstrap/index.ts';

const SETTINGS = { mediaType: 'BootMedia', isPasswordRequired: true, isUnattended: false } as const;

describe('TsmBootstrap.ini', () => {
  test('is ASCII with CRLF', () => {
    expect(decodeUtf8(encodeTsmBootstrap(SETTINGS))).toBe(
      '[MediaInfo]\r\nMediaType=BootMedia\r\nPasswordRequired=true\r\nUnattended=false\r\n',
    );
  });

  test.each([
    ['as it was written', decodeUtf8(encodeTsmBootstrap(SETTINGS))],
    [
      'with other line ends, case, order and blanks',
      '[mediainfo]\nunattended = FALSE\nPASSWORDREQUIRED=True\n MediaType=bootmedia\n',
    ],
    [
      'with a byte order mark, comments and other sections',
      '\ufeff; x\r\n[Other]\r\nMediaType=FullMedia\r\n[MediaInfo]\r\n;MediaType=FullMedia\r\nMediaType=BootMedia\r\nPasswordRequired=true\r\n',
    ],
    [
      'with a key twice, of which the first counts',
      '[MediaInfo]\nMediaType=BootMedia\nPasswordRequired=true\nPasswordRequired=false\n',
    ],
  ])('is read %s', (_what, text) => {
    expect(parseTsmBootstrap(encodeUtf8(text))).toEqual(SETTINGS);
  });

  test.each([
    ['', 'MediaType is ""'],
    ['[MediaInfo]\nMediaType=Other\n', 'MediaType is "Other"'],
    ['[MediaInfo]\nMediaType=BootMedia\n', 'PasswordRequired is "missing"'],
    ['[MediaInfo]\nMediaType=BootMedia\nPasswordRequired=yes\n', 'PasswordRequired is "yes"'],
  ])('%j is refused with what was found', (text, message) => {
    expect(() => parseTsmBootstrap(encodeUtf8(text))).toThrow(message);
  });
});
