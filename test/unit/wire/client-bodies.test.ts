/** The bodies a registered client sends and gets, there and back; and what is no such body. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { encodeUtf16le } from '#base/bytes.ts';
import {
  parseClientIdReply,
  parseClientIdRequest,
  renderClientIdReply,
  renderClientIdRequest,
} from '#lab/wire/client-id.ts';
import {
  parseClientRegistration,
  parseRegistrationReply,
  renderClientRegistration,
  renderRegistrationReply,
} from '#lab/wire/client-registration.ts';
import { parseClientReport, renderClientReport, type ClientReport } from '#lab/wire/client-report.ts';
import { deploymentFlags } from '#lab/wire/deployment-flags.ts';
import { policyPath, splitGatewayPath, tokenGatewayUrl } from '#lab/wire/paths.ts';
import { verifyData } from '#lab/wire/signature.ts';
import { parseSiteTokenRequest, renderSiteTokenRequest, siteTokenData } from '#lab/wire/site-token.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = createPublicKey(privateKey);
const GUID = 'GUID:8AE6B618-77EC-46CB-B1B5-88F693E00001';
const wrong = (code: string): Error => expect.objectContaining({ code }) as Error;

const registration = {
  time: '2026-11-20T12:00:00.123Z',
  certificateDer: Uint8Array.of(0x30, 0x03, 1, 2, 3),
  agentVersion: '5.00.9141.1000',
  name: 'CT-<7> & "co"',
  fullName: 'ct-7.contoso.test',
  smbiosGuid: '4C4C4544-0042-4810-8036-B7C04F595231',
  macAddresses: ['52:54:00:12:34:56', '52:54:00:12:34:57'],
  users: ['CONTOSO\\anna', 'CONTOSO\\jörg'],
};

describe('a registration', () => {
  const body = renderClientRegistration(registration, privateKey);

  test('is read back whole, and its signature covers the text of <Data>', () => {
    const { signedData, signature, ...rest } = parseClientRegistration(body);
    expect(rest).toEqual(registration);
    const data = body.slice(body.indexOf('<Data'), body.indexOf('</Data>') + 7);
    expect(signedData).toEqual(encodeUtf16le(data));
    expect(verifyData(publicKey, signedData, { hex: signature })).toBe('sha256');
  });

  test('with one changed letter no longer fits its signature', () => {
    const changed = parseClientRegistration(body.replace('ct-7.contoso', 'ct-8.contoso'));
    expect(verifyData(publicKey, changed.signedData, { hex: changed.signature })).toBeUndefined();
  });

  test.each([
    ['two <Data>', body.replace('<Signature>', '<Data TimeStamp="x"/><Signature>')],
    ['no signature', body.replace(/<SignatureValue>.*<\/SignatureValue>/, '')],
    ['no certificate', body.replaceAll('3003010203', '')],
    ['a certificate that is no hexadecimal', body.replaceAll('3003010203', 'xx')],
    ['another root', '<Other/>'],
  ])('with %s is none', (_what, text) => {
    expect(() => parseClientRegistration(text)).toThrow(wrong('E_WIRE_MESSAGE'));
  });

  test('is answered with the id', () => {
    const reply = renderRegistrationReply('8ae6b618-77ec-46cb-b1b5-88f693e00001', new Date(0));
    expect(reply).toContain(`SMSID="${GUID}"`);
    expect(parseRegistrationReply(reply)).toBe(GUID);
    expect(() => parseRegistrationReply('<ClientRegistrationResponse SMSID="x"/>')).toThrow(
      wrong('E_WIRE_MESSAGE'),
    );
  });
});

test('a site token request is signed over id, time and nonce', () => {
  const moment = { time: new Date('2026-11-20T12:00:00.5Z'), nonce: 'ab'.repeat(16) };
  const request = parseSiteTokenRequest(renderSiteTokenRequest({ clientId: GUID, privateKey }, moment));
  expect(request).toMatchObject({ clientId: GUID, time: '2026-11-20T12:00:00.500Z', nonce: moment.nonce });
  expect(verifyData(publicKey, siteTokenData(request), { hex: request.signature })).toBe('sha256');
  const other = siteTokenData({ ...request, nonce: 'cd'.repeat(16) });
  expect(verifyData(publicKey, other, { hex: request.signature })).toBeUndefined();
});

test.each(['', '{}', '{"clientId":"x"}', 'null'])('"%s" is no site token request', (text) => {
  expect(() => parseSiteTokenRequest(text)).toThrow(wrong('E_WIRE_MESSAGE'));
});

describe('a report', () => {
  const report: ClientReport = {
    kind: 'heartbeat',
    clientId: GUID,
    name: 'CT-7',
    clientVersion: '5.00.9141.1000',
    time: '2026-11-20T12:00:00.000Z',
    number: 3,
    instances: [
      {
        className: 'Win32_OperatingSystem',
        properties: { Caption: 'Contoso <Lab> Workstation', Version: '10.0.26100.1' },
      },
      { className: 'SMS_Empty', properties: {} },
    ],
  };

  test.each(['heartbeat', 'hardware-inventory'] as const)('of kind %s is read back whole', (kind) => {
    expect(parseClientReport(renderClientReport({ ...report, kind }))).toEqual({ ...report, kind });
  });

  test.each([
    ['another action', renderClientReport(report).replace('000000000003', '000000000009')],
    ['a class that is no name', renderClientReport(report).replaceAll('SMS_Empty', 'SMS-Empty')],
    ['another root', '<Other/>'],
  ])('with %s is none', (_what, text) => {
    expect(() => parseClientReport(text)).toThrow(wrong('E_WIRE_MESSAGE'));
  });

  test('with a class that is no name is not written', () => {
    const instances = [{ className: 'a b', properties: {} }];
    expect(() => renderClientReport({ ...report, instances })).toThrow(wrong('E_WIRE_MESSAGE'));
  });
});

test('the question who a computer is, and both answers', () => {
  const ids = { smbiosGuid: registration.smbiosGuid, macAddresses: registration.macAddresses };
  expect(parseClientIdRequest(renderClientIdRequest(ids))).toEqual(ids);
  expect(parseClientIdReply(renderClientIdReply(undefined))).toBeUndefined();
  const known = { clientId: GUID, name: 'CT-7' };
  expect(parseClientIdReply(renderClientIdReply(known))).toEqual(known);
});

test.each([
  [
    'contoso-cmg.contoso.test/CCM_Proxy_MutualAuth/720',
    'https://contoso-cmg.contoso.test/CCM_Proxy_ServerAuth/720',
  ],
  [
    'https://cmg.contoso.test:8443/ccm_proxy_serverauth/9/',
    'https://cmg.contoso.test:8443/CCM_Proxy_ServerAuth/9',
  ],
  ['cmg.contoso.test', undefined],
  ['http://cmg.contoso.test/CCM_Proxy_MutualAuth/9', undefined],
  ['cmg.contoso.test:99999/CCM_Proxy_MutualAuth/9', undefined],
  ['user@cmg.contoso.test/CCM_Proxy_MutualAuth/9', undefined],
])('CCMHOSTNAME "%s" means %s', (text, expected) => {
  expect(tokenGatewayUrl(text)?.href).toBe(expected);
});

test('both prefixes of a gateway are split, and clients ask the twin for policies', () => {
  expect(splitGatewayPath('/CCM_Proxy_ServerAuth/9/ccm_system_tokenauth/request')).toEqual({
    auth: 'ServerAuth',
    endpointId: '9',
    rest: '/ccm_system_tokenauth/request',
  });
  expect(splitGatewayPath('/CCM_Proxy_MutualAuth/9/x')?.auth).toBe('MutualAuth');
  expect(splitGatewayPath('/CCM_Proxy_NoAuth/9/x')).toBeUndefined();
  const location = 'http://<mp>/SMS_MP/.sms_pol?{A}.1_00';
  expect([policyPath(location), policyPath(location, 'client')]).toEqual([
    '/SMS_MP/.sms_pol?%7BA%7D.1_00',
    '/SMS_MP_TokenAuth/.sms_pol?%7BA%7D.1_00',
  ]);
});

const all = { isInternetAllowed: true, isForClients: true, isForMedia: true, isHidden: false };
test.each([
  ['clients, media and PXE, when needed', 0x840000, 0xb00, { ...all, download: 'when-needed' }],
  ['only clients, before the start', 0x800000, 0x50, { ...all, isForMedia: false, download: 'before-start' }],
  ['only media and PXE', 0x10800000, 0x300, { ...all, isForClients: false, download: 'when-needed' }],
  [
    'only media and PXE (hidden)',
    0x20000000,
    0x300,
    { ...all, isForClients: false, isHidden: true, download: 'when-needed' },
  ],
  ['intranet only', 0xc0000, 0x300, { ...all, isInternetAllowed: false, download: 'when-needed' }],
  ['from the distribution point', 0x40000, 0x88, { ...all, download: 'never' }],
  [
    'every bit',
    0xffffffff,
    0xffffffff,
    { ...all, isInternetAllowed: false, isForClients: false, isHidden: true, download: 'never' },
  ],
])('a deployment for %s', (_name, advertFlags, remoteClientFlags, expected) => {
  expect(deploymentFlags({ advertFlags, remoteClientFlags })).toEqual(expected);
});
