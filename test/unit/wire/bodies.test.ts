/** The small bodies of the wire, and the XML they are made of. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorCatalog } from '#base/errors/catalog.ts';
import { isSafeContentPath, parseContentList, renderContentList } from '#lab/wire/content-list.ts';
import {
  parseContentLocationReply,
  parseContentLocationRequest,
  renderContentLocationReply,
  renderContentLocationRequest,
} from '#lab/wire/content-location.ts';
import { parseKeyInformation, renderKeyInformation } from '#lab/wire/key-information.ts';
import { readRejection, rejectionError, rejections } from '#lab/wire/rejection.ts';
import { parseStatus, renderStatus, type TaskSequenceStatus } from '#lab/wire/status.ts';
import { parseXml, renderXml, xml } from '#lab/wire/xml.ts';

const withCode = (code: string): Error => expect.objectContaining({ code }) as Error;
/** What XML 1.0 can hold; CR is normalised by parsers, so it travels as a character reference or not at all. */
const xmlText = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  // eslint-disable-next-line no-control-regex
  .filter((text) => !/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/.test(text));

describe('XML', () => {
  test('any text and any attribute are read back as they were', () => {
    fc.assert(
      fc.property(xmlText, xmlText, (text, attribute) => {
        const read = parseXml(renderXml(xml('a', { b: attribute }, [xml('c', {}, text)])));
        expect(read.attributes['b']).toBe(attribute);
        expect(read.children[0]?.text ?? '').toBe(text);
      }),
    );
  });

  test('CDATA is not decoded, text around it is', () => {
    expect(parseXml('<a>1&lt;<![CDATA[<&amp;]]]]><![CDATA[>]]>&#65;</a>').text).toBe('1<<&amp;]]>A');
  });

  test.each([
    ['nothing', ''],
    ['no element', 'hello'],
    ['an open element', '<a><b></a>'],
    ['two roots', '<a/><b/>'],
    ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['depth without end', `${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`],
  ])('with %s is refused with a code', (_name, text) => {
    expect(() => parseXml(text)).toThrow(withCode('E_WIRE_XML'));
  });

  test('names that belong to objects are refused or harmless', () => {
    expect(() => parseXml('<a constructor="x"/>')).toThrow(withCode('E_WIRE_XML'));
    expect(() => parseXml('<a><__proto__>x</__proto__></a>')).toThrow(withCode('E_WIRE_XML'));
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('content locations', () => {
  test('requests and replies are read back', () => {
    const request = { siteCode: 'PS1', packageId: 'PS100030', version: '2' };
    expect(parseContentLocationRequest(renderContentLocationRequest(request))).toEqual(request);
    const url = 'https://cmg.contoso.test:443/downloadrestservice.svc/getcontentxmlsecure?pid=A&cid=A&sig=x';
    const reply = { packageId: 'PS100030', version: '2', locations: [{ url, dpType: 'Azure' as const }] };
    expect(parseContentLocationReply(renderContentLocationReply({ ...reply, siteCode: 'PS1' }))).toEqual(
      reply,
    );
    const none = { packageId: 'PS100030', version: '', locations: [] };
    expect(parseContentLocationReply(renderContentLocationReply({ ...none, siteCode: 'PS1' }))).toEqual(none);
  });

  test('a request for a package id with a path in it is refused', () => {
    const bad = renderContentLocationRequest({ siteCode: 'PS1', packageId: '../x', version: '' });
    expect(() => parseContentLocationRequest(bad)).toThrow(withCode('E_WIRE_MESSAGE'));
  });
});

describe('content lists', () => {
  const file = {
    path: 'a/b c/ü.txt',
    sizeBytes: 12,
    sha256: 'ab'.repeat(32),
    url: 'https://h/content/P/a?se=1&sig=2',
  };
  const list = { packageId: 'PS100030', version: '1', expires: '2026-11-21T12:00:00.000Z', files: [file] };

  test('are read back', () => {
    expect(parseContentList(renderContentList(list))).toEqual(list);
  });

  test.each([
    ['up', '../x'],
    ['up inside', 'a/../b'],
    ['absolute', '/x'],
    ['an empty part', 'a//b'],
    ['a dot', './a'],
    ['a backslash', 'a\\b'],
    ['a drive', 'C:x'],
    ['a folder', 'a/'],
    ['nothing', ''],
    ['a control character', 'a\u0001'],
    ['1,025 characters', 'x'.repeat(1025)],
  ])('with a path that is %s are refused', (_name, path) => {
    expect(isSafeContentPath(path)).toBe(false);
    const bad = renderContentList({ ...list, files: [{ ...file, path }] });
    expect(() => parseContentList(bad)).toThrow(/E_WIRE|not acceptable|not well-formed|no attribute/);
  });

  test.each([
    ['a negative size', { sizeBytes: -1 }],
    ['a size that is no number', { sizeBytes: Number.NaN }],
    ['a short hash', { sha256: 'ab' }],
  ])('with %s are refused', (_name, change) => {
    const bad = renderContentList({ ...list, files: [{ ...file, ...change }] });
    expect(() => parseContentList(bad)).toThrow(withCode('E_WIRE_MESSAGE'));
  });
});

test('a status message is read back, whatever the names in it', () => {
  fc.assert(
    fc.property(
      xmlText,
      xmlText,
      fc.constantFrom('running', 'succeeded', 'failed', 'skipped'),
      (group, step, result) => {
        const status: TaskSequenceStatus = {
          kind: 'step',
          result,
          packageId: 'PS100010',
          advertisementId: 'PS120001',
          group: group.trim(),
          step: step.trim(),
          code: '0x80070002',
          message: 'The file is missing.',
          time: '2026-11-20T12:00:00.000Z',
          sequenceNumber: 7,
        };
        expect(parseStatus(renderStatus(status))).toEqual(status);
      },
    ),
  );
  expect(() =>
    parseStatus('<TaskSequenceStatus Kind="other" Result="failed" PackageID="" Time=""/>'),
  ).toThrow(withCode('E_WIRE_MESSAGE'));
});

test('key information is read back; an answer without a site code is refused', () => {
  const information = { siteCode: 'PS1', x64UnknownMachineGuid: 'a', x86UnknownMachineGuid: '' };
  expect(parseKeyInformation(renderKeyInformation(information))).toEqual(information);
  expect(() => parseKeyInformation('<html/>')).toThrow(withCode('E_WIRE_MESSAGE'));
});

describe('rejections', () => {
  test('every reason has a code with cause and remedy', () => {
    for (const [reason, { code, status }] of Object.entries(rejections)) {
      expect(errorCatalog[code].remedy.length).toBeGreaterThan(10);
      expect(rejectionError({ status, rejection: reason }, 'x')).toMatchObject({ code });
    }
  });

  test('a success is no error; a refusal without our word has its own code', () => {
    expect(rejectionError({ status: 200, rejection: undefined }, 'x')).toBeUndefined();
    expect(rejectionError({ status: 403, rejection: undefined }, 'x')?.code).toBe('E_WIRE_REFUSED');
    expect(readRejection('constructor')).toBeUndefined();
    expect(readRejection(' certificate-blocked ')).toBe('certificate-blocked');
  });
});
