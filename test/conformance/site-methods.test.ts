/** Who may use the lab's AdminService, what its methods do, and what the journal keeps; by raw HTTPS. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { mediaCertificate, rawRequest, runningLab, type RawAnswer } from '../support/lab.ts';

const lab = await runningLab();

/** Self-signed, P-256; only the public part was kept. */
const ELLIPTIC_CERTIFICATE =
  '3082016f30820115a00302010202147a8cb0e7583161400ec25cea9daf02f7a939b7d3300a06082a8648ce3d04030230' +
  '0c310a300806035504030c01503020170d3236313132303139343832345a180f32313236313032373139343832345a30' +
  '0c310a300806035504030c01503059301306072a8648ce3d020106082a8648ce3d03010703420004c58fd44169cdce15' +
  'b8eb3ed8cf6ddd32e959461ae0cbae15975a47cafbc31c800f1f413f944fedd237797c373ac712c140b2ee64fb1789e1' +
  'a87f92a28c3d28a0a3533051301d0603551d0e04160414ce1ee2ffccb11f9ddaf8fbcd45b52847b304ea68301f060355' +
  '1d23041830168014ce1ee2ffccb11f9ddaf8fbcd45b52847b304ea68300f0603551d130101ff040530030101ff300a06' +
  '082a8648ce3d0403020348003045022013d5eb4b968029dbe9fc17735ae5640996d58f729f20077e88a7d1739e31bb8e' +
  '022100ffea13aa3925c679eb6f4c4994abcb651edd2473158a8e699738c5f875dc4f65';

type Row = Readonly<Record<string, unknown>>;

async function wmi(path: string, query: Readonly<Record<string, string>> = {}): Promise<RawAnswer> {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return await rawRequest(lab, `/AdminService/wmi/${path}${pairs.length === 0 ? '' : '?'}${pairs.join('&')}`);
}

async function rows(path: string, query: Readonly<Record<string, string>> = {}): Promise<readonly Row[]> {
  const answer = await wmi(path, query);
  expect(answer.status, answer.body).toBe(200);
  return (JSON.parse(answer.body) as { value: Row[] }).value;
}

async function post(method: string, body: unknown): Promise<RawAnswer> {
  return await rawRequest(lab, `/AdminService/wmi/${method}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
}

function errorOf(answer: RawAnswer): { code: string; message: string } {
  return (JSON.parse(answer.body) as { error: { code: string; message: string } }).error;
}

describe('who may ask', () => {
  const basic = (user: string, password: string): string =>
    `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;

  it('answers 401 without a body first, with a challenge, on every request', async () => {
    for (const path of ['/AdminService/wmi/', '/AdminService/wmi/SMS_Site', '/AdminService/nothing']) {
      const answer = await rawRequest(lab, path, { isAnonymous: true });
      expect([answer.status, answer.body]).toEqual([401, '']);
      expect(answer.headers['www-authenticate']).toContain('Basic realm="AdminService"');
    }
  });

  it('accepts the user and the token, and nothing near them', async () => {
    const { userName, password, token } = lab.credentials;
    const status = async (authorization: string): Promise<number> =>
      (await rawRequest(lab, '/AdminService/wmi/SMS_Site', { headers: { authorization } })).status;
    expect(await status(basic(userName, password))).toBe(200);
    expect(await status(basic(userName.toLowerCase(), password))).toBe(200);
    expect(await status(`bearer ${token}`)).toBe(200);
    expect(await status(basic(userName, `${password} `))).toBe(401);
    expect(await status(basic(userName, ''))).toBe(401);
    expect(await status(basic('', password))).toBe(401);
    expect(await status(basic(userName, token))).toBe(401);
    expect(await status(`Bearer ${token}x`)).toBe(401);
    expect(await status(`Bearer ${password}`)).toBe(401);
    expect(await status('Negotiate abc')).toBe(401);
    expect(await status('')).toBe(401);
  });

  it('shows an HTML page for everything that is no AdminService', async () => {
    const answer = await rawRequest(lab, '/ccm_system/<script>', { isAnonymous: true });
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toMatch(/^text\/html/);
    expect(answer.body).not.toContain('<script>');
  });

  it('is not trusted by a client with another root', async () => {
    const other = mediaCertificate('Other Root');
    await expect(rawRequest(lab, '/AdminService/wmi/SMS_Site', { ca: other.pem })).rejects.toThrow(
      /certificate|issuer/i,
    );
  });
});

describe('methods', () => {
  const mediaId = '8C3D4C5E-0B1F-4E65-9D1C-5B1E6F0A7D21';
  const media = mediaCertificate('Media 1');
  const hex = Buffer.from(media.der).toString('hex');

  it('refuses a token for a medium that nobody registered', async () => {
    const answer = await post('SMS_TaskSequencePackage.GetTSMediaAdditionalInfo', { MediaID: mediaId });
    expect(answer.status).toBe(404);
    expect(errorOf(answer).message).toContain('No certificate is registered');
  });

  it('registers a media certificate, lists it, and gives what belongs onto the medium', async () => {
    const registered = await post('SMS_Site.SubmitRegistrationRecord', {
      SMSID: `{${mediaId}}`,
      Certificate: hex,
      CertificatePFX: '00112233',
      UdaSetting: 2,
    });
    expect(registered.status, registered.body).toBe(201);
    expect(JSON.parse(registered.body)).toMatchObject({
      '@odata.context': expect.stringMatching(/\$metadata#__PARAMETERS$/),
      ReturnValue: 0,
    });
    const [row = {}] = await rows(`SMS_CertificateInfo('${mediaId}')`);
    expect(row).toMatchObject({
      SMSID: mediaId,
      IssuedTo: 'Media 1',
      IsApproved: true,
      IsBlocked: false,
      KeyType: 1,
      Type: 1,
      ValidFrom: '2026-01-01T00:00:00Z',
      Thumbprint: createHash('sha1').update(media.der).digest('hex').toUpperCase(),
      Certificate: hex.toUpperCase(),
    });
    const info = await post('SMS_TaskSequencePackage.GetTSMediaAdditionalInfo', { MediaID: mediaId });
    expect(info.status, info.body).toBe(201);
    const facts = JSON.parse(info.body) as Record<string, unknown>;
    expect(facts['RootCACerts']).toEqual([
      Buffer.from(lab.site.pki.rootCertificateDer).toString('hex').toUpperCase(),
    ]);
    expect(facts['SiteSigningCertificate']).toBe(
      Buffer.from(lab.site.pki.siteSigningCertificateDer).toString('hex').toUpperCase(),
    );
    expect(String(facts['MediaToken']).split('.')).toHaveLength(3);
    expect(Date.parse(String(facts['MediaTokenExpires']))).toBeGreaterThan(Date.now());
  });

  it('blocks a certificate, gives it no token, and registering again does not unblock it', async () => {
    const block = await post('SMS_CertificateInfo.BlockCertificate', { SMSID: mediaId, Blocked: true });
    expect(block.status).toBe(201);
    const [row = {}] = await rows('SMS_CertificateInfo', { $filter: 'IsBlocked eq true' });
    expect(row['SMSID']).toBe(mediaId);
    await post('SMS_Site.SubmitRegistrationRecord', { SMSID: mediaId, Certificate: hex });
    const info = await post('SMS_TaskSequencePackage.GetTSMediaAdditionalInfo', { MediaID: mediaId });
    expect(errorOf(info).message).toContain('blocked');
    const used = await post('SMS_Site.IsUsedCert', { Certificate: hex });
    expect(JSON.parse(used.body)).toMatchObject({ ReturnValue: true });
  });

  it.each([
    ['SMS_Site.SubmitRegistrationRecord', { SMSID: 'x', Certificate: hex }, 'SMSID must be a GUID'],
    ['SMS_Site.SubmitRegistrationRecord', { SMSID: mediaId, Certificate: 'zz' }, 'hexadecimal'],
    ['SMS_Site.SubmitRegistrationRecord', { SMSID: mediaId, Certificate: '3000' }, 'X.509'],
    ['SMS_Site.SubmitRegistrationRecord', { SMSID: mediaId, Certificate: hex, Type: 9 }, 'Type'],
    ['SMS_CertificateInfo.BlockCertificate', { SMSID: mediaId, Blocked: 'yes' }, 'Boolean'],
    [
      'SMS_CertificateInfo.BlockCertificate',
      { SMSID: mediaId.replace('8C', '9C'), Blocked: true },
      'registered',
    ],
    ['SMS_Site.SubmitRegistrationRecord', '[1]', 'JSON object'],
    ['SMS_Site.SubmitRegistrationRecord', '{"SMSID":', 'JSON object'],
    ['SMS_Site.NoSuchMethod', {}, 'No resource'],
  ])('%s refuses %o as 404 and JSON', async (method, body, message) => {
    const answer = await post(method, body);
    expect(answer.status).toBe(404);
    expect(errorOf(answer).message).toContain(message);
  });

  it('gives no token for a certificate that has expired', async () => {
    const smsId = '9D3D4C5E-0B1F-4E65-9D1C-5B1E6F0A7D22';
    await lab.site.store.saveCertificate({
      smsId,
      certificateDer: media.der,
      thumbprint: 'AB',
      type: 1,
      issuedTo: 'Media 2',
      validFrom: '2020-01-01T00:00:00.000Z',
      validUntil: '2021-01-01T00:00:00.000Z',
      isBlocked: false,
      keyType: 1,
      udaSetting: 0,
      allowUnknownComputers: true,
    });
    const info = await post('SMS_TaskSequencePackage.GetTSMediaAdditionalInfo', { MediaID: smsId });
    expect(info.status).toBe(404);
    expect(errorOf(info).message).toContain('expired');
  });

  it('registers no certificate it could not encrypt policies for', async () => {
    const answer = await post('SMS_Site.SubmitRegistrationRecord', {
      SMSID: mediaId,
      Certificate: ELLIPTIC_CERTIFICATE,
    });
    expect(answer.status).toBe(404);
    expect(errorOf(answer).message).toContain('RSA');
  });

  it('answers 201 also for a GET of a method without inputs', async () => {
    const answer = await wmi('SMS_Identification.GetSiteID');
    expect(answer.status).toBe(201);
    expect(JSON.parse(answer.body)).toMatchObject({ SiteID: `{${lab.site.world.hierarchyId}}` });
  });

  it('changes nothing but by methods', async () => {
    const answer = await rawRequest(lab, "/AdminService/wmi/SMS_Collection('SMS00001')", {
      method: 'DELETE',
    });
    expect(answer.status).toBe(404);
    expect(await rows("SMS_Collection('SMS00001')")).toHaveLength(1);
  });
});

describe('the journal', () => {
  it('names requests and refusals, and holds no credential, token or PFX', async () => {
    await rawRequest(lab, '/AdminService/wmi/SMS_Site', {
      headers: { authorization: 'Basic c2VjcmV0OnNlY3JldA==' },
    });
    const text = JSON.stringify(lab.site.journal.entries());
    expect(lab.site.journal.entries()).toContainEqual(
      expect.objectContaining({ area: 'adminservice', event: 'certificate-blocked' }),
    );
    expect(lab.site.journal.entries()).toContainEqual(
      expect.objectContaining({ event: 'unauthorized', path: '/AdminService/wmi/SMS_Site' }),
    );
    const { password, token } = lab.credentials;
    for (const secret of [password, token, 'c2VjcmV0', '00112233', 'eyJ']) expect(text).not.toContain(secret);
  });
});
