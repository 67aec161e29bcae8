// What the plan writes is what the on-device program reads: they share the format, not the code that fills it.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { decodeVariablesDat } from '#formats/variables-dat/index.ts';
import { planBootableMedia } from '#media/plan.ts';
import { VariableStore } from '../../../resources/runtime/engine/variables.ts';
import { readTrust } from '../../../resources/runtime/gateway/trust.ts';
import { bytesOf, identity, planInput, site, STRONG_PASSWORD, TOKEN } from './fixture.ts';

async function variablesOnMedium() {
  const { certificateDer } = await identity();
  const roots = { ...site, rootCaCertificates: [certificateDer, certificateDer] };
  const { files } = planBootableMedia(await planInput({ site: roots })).outputs.drive;
  const file = files.find((one) => one.path === 'SMS/data/Variables.dat');
  if (file === undefined) throw new Error('no Variables.dat');
  return decodeVariablesDat(await bytesOf(file.content), STRONG_PASSWORD).variables;
}

test('the media variables give the on-device program gateway, token, roots and certificate', async () => {
  const store = new VariableStore();
  for (const { name, value } of await variablesOnMedium()) store.setInternal(name, value);
  const trust = readTrust(store);
  expect(trust).toMatchObject({
    mediaGuid: '{09821541-3BE2-421C-AA13-D1E0AD7F6C21}',
    siteCode: 'PS1',
    mediaToken: TOKEN,
  });
  expect(trust.gatewayUrl.href).toBe(
    'https://contoso-cmg.contoso.test/CCM_Proxy_MutualAuth/72057594037928100',
  );
  expect(trust.rootsPem).toHaveLength(2);
  const certificate = new X509Certificate(trust.identity.certificatePem);
  expect(certificate.fingerprint.replaceAll(':', '')).toBe((await identity()).thumbprint);
  expect(certificate.checkPrivateKey(createPrivateKey(trust.identity.privateKeyPem))).toBe(true);
});
