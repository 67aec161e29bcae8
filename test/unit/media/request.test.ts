// Media requests: defaults, limits and contradictions, each named with its path and what was found.
import { describe, expect, test } from 'vitest';
import { mediaRequestJsonSchema, parseBootableRequest, parseMediaRequest } from '#media/request.ts';
import { internetRequest } from './fixture.ts';

describe('a media request', () => {
  test('gets the documented defaults', () => {
    expect(parseMediaRequest({ ...internetRequest, unknownComputers: undefined })).toEqual({
      schema: 1,
      kind: 'bootable',
      mediaManagement: 'internet-based',
      bootImageId: 'PS100001',
      cmg: 'contoso-cmg.contoso.test',
      managementPoints: [],
      unknownComputers: false,
      userDeviceAffinity: 'none',
      unattended: false,
      allowNoPassword: false,
      certificate: { source: 'self-signed' },
      variables: [],
      label: 'Configuration Manager',
      autorun: false,
      partitionStyle: 'gpt',
      algorithm: 'aes-256',
    });
  });

  test('takes visible variables with a value and hidden ones without', () => {
    const variables = [
      { name: 'Site', value: 'Hamburg' },
      { name: 'JoinAccount', hidden: true },
    ];
    expect(parseBootableRequest({ ...internetRequest, variables }).variables).toEqual([
      { name: 'Site', value: 'Hamburg', hidden: false },
      { name: 'JoinAccount', hidden: true },
    ]);
  });

  test('survives a round trip through a file', () => {
    const request = parseMediaRequest({ ...internetRequest, variables: [{ name: 'A', value: '1' }] });
    expect(parseMediaRequest(JSON.parse(JSON.stringify(request)))).toEqual(request);
  });

  test.each([
    [{ kind: 'capture' }, 'mediaManagement: is no field of such a request'],
    [{ kind: 'dvd' }, 'kind'],
    [{ bootImageId: 'PS1' }, 'bootImageId: a package ID'],
    [{ bootImageId: 'PS1' }, '(found "PS1")'],
    [{ cmg: undefined }, 'cmg: internet-based media need a cloud management gateway'],
    [{ cmg: 'https://x' }, 'cmg: a DNS name'],
    [
      { managementPoints: ['mp1.contoso.test'] },
      'managementPoints: internet-based media go through the gateway',
    ],
    [{ mediaManagement: 'site-based' }, 'cmg: site-based media do not use a gateway'],
    [
      { mediaManagement: 'site-based', cmg: undefined },
      'managementPoints: site-based media need exactly one (found 0)',
    ],
    [
      { mediaManagement: 'site-based', cmg: undefined, managementPoints: ['a', 'b'] },
      'need exactly one (found 2)',
    ],
    [{ mediaManagement: 'dynamic', cmg: undefined }, 'dynamic media need at least one (found 0)'],
    [
      { variables: [{ name: '_SMSTSSiteCode', value: 'X' }] },
      'variables.0.name: names that begin with "_" are read-only',
    ],
    [{ variables: [{ name: '1A', value: '' }] }, 'beginning with a letter'],
    [{ variables: [{ name: 'A B', value: '' }] }, 'variables.0.name'],
    [{ variables: [{ name: 'A'.repeat(257), value: '' }] }, 'at most 256'],
    [
      {
        variables: [
          { name: 'A', value: '' },
          { name: 'a', value: '' },
        ],
      },
      'variables.1.name: is there twice',
    ],
    [{ variables: [{ name: 'smstsmp', value: '' }] }, 'is set from the other fields'],
    [{ variables: [{ name: 'A', hidden: true, value: 'secret' }] }, 'variables.0'],
    [
      { variables: [0, 1, 2].map((one) => ({ name: `V${one}`, value: 'x'.repeat(4000) })) },
      'names and values together may have 8192 characters (found 12006)',
    ],
    [
      {
        certificate: {
          source: 'self-signed',
          start: '2026-01-01T00:00:00Z',
          expires: '2026-01-01T00:00:00Z',
        },
      },
      'certificate.expires: must be later',
    ],
    [{ certificate: { source: 'self-signed', start: 'tomorrow' } }, 'certificate.start: a time in UTC'],
    [{ prestart: { packageId: 'PS100020' } }, 'prestart.command'],
    [{ label: '' }, 'label'],
    [{ label: 'a\nb' }, 'none of them a control character'],
    [{ password: 'x' }, 'password'],
    [{ algorithm: '3des' }, 'algorithm'],
  ])('%j is refused', (change, message) => {
    expect(() => parseMediaRequest({ ...internetRequest, ...change })).toThrow(message);
  });

  test('256 characters of name and 4,000 of value are allowed, one more is not', () => {
    const name = 'N'.repeat(256);
    expect(() =>
      parseMediaRequest({ ...internetRequest, variables: [{ name, value: 'v'.repeat(4000) }] }),
    ).not.toThrow();
    const tooLong = { ...internetRequest, variables: [{ name, value: 'v'.repeat(4001) }] };
    expect(() => parseMediaRequest(tooLong)).toThrow('variables.0.value');
  });

  test('values of variables never come back in a message', () => {
    const value = 'very-private'.repeat(400);
    expect(() => parseMediaRequest({ ...internetRequest, variables: [{ name: 'A', value }] })).toThrow(
      /\(found 4800 characters\)$/,
    );
  });

  test('every problem is named at once', () => {
    expect(() => parseMediaRequest({ ...internetRequest, bootImageId: 'x', label: '' })).toThrow(
      /bootImageId.*label/,
    );
  });

  test.each([undefined, 'text', 7, []])('%j is no request', (input) => {
    expect(() => parseMediaRequest(input)).toThrow(expect.objectContaining({ code: 'E_MEDIA_REQUEST' }));
  });

  test('has a JSON schema in which only what has no default is required', () => {
    const schema = JSON.stringify(mediaRequestJsonSchema());
    expect(schema).toContain('"required":["kind","mediaManagement","bootImageId"]');
    expect(schema).not.toContain('password"');
  });
});
