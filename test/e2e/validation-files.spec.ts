/**
 * What is wrong inside files a user brings along: a certificate nobody can use, and request files with values that no list
 * of the window offers (an index below 1, something chosen twice).
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SecurityPage } from './pages/security.ts';
import { SummaryPage } from './pages/summary.ts';
import { expect, test } from './support/host.ts';
import { expectAccepted } from './support/judges.ts';
import { PASSWORD, READY } from './support/media.ts';
import { expectRefusal, sentence, type Rule } from './support/refused.ts';

test.describe('a certificate file', () => {
  test.use({ draft: { ...READY, isoPath: '/tmp/media-builder-e2e.iso' } });

  test('that is not for client authentication, or whose password is wrong, keeps the page', async ({
    stage,
  }) => {
    const pfx = serverCertificate(stage.folder);
    const security = new SecurityPage(stage.page);
    await security.go('security');
    await security.setPassword(PASSWORD);
    await security.importCertificate(pfx);
    const field = security.field('certificate.path');
    for (const password of ['wrong', FILE_PASSWORD]) {
      await security.certificatePassword.fill(password);
      // At once: Next waits until the file was read.
      await expectRefusal(security, 'security', {
        message: field.message,
        text: sentence(security.words, { problem: 'certificate-unusable' }),
        focused: field.control,
      });
    }
    await expect(stage.page.getByText('CN=gateway.contoso.test').first()).toBeVisible();
  });
});

test.describe('a request file', () => {
  test.use({ draft: { ...READY, isoPath: '/tmp/media-builder-e2e.iso', allowNoPassword: true } });

  test('with an index below 1 or something twice is not taken over, and says why', async ({ stage }) => {
    const summary = new SummaryPage(stage.page);
    const { words } = summary;
    await summary.go('summary');
    await stage.page.getByRole('button', { name: words.summary.openRequest, exact: true }).click();
    const dialog = stage.page.getByRole('dialog', { name: words.summary.openTitle });
    const image = { packageId: 'PS100050', index: 1 };
    const prestaged = {
      kind: 'prestaged',
      mediaManagement: 'site-based',
      managementPoints: ['mp03.contoso.test'],
      bootImageId: READY.bootImageId,
      taskSequenceId: 'PS100010',
      image,
    };
    const rows: readonly (readonly [string, object, Rule])[] = [
      ['image.index', { ...prestaged, image: { ...image, index: 0 } }, { rule: 'image-index' }],
      ['packages.1', { ...prestaged, packages: ['PS100030', 'PS100030'] }, { rule: 'content-twice' }],
    ];
    for (const [field, request, rule] of rows) {
      const path = join(stage.folder, `${field}.json`);
      await writeFile(path, JSON.stringify(request));
      await dialog.getByLabel(words.summary.openField, { exact: true }).fill(path);
      await dialog.getByRole('button', { name: words.common.open, exact: true }).click();
      const said = dialog.getByRole('alert').getByRole('listitem').filter({ hasText: field });
      await expect(said).toContainText(new RegExp(sentence(words, rule), 'i'));
    }
    await stage.page.keyboard.press('Escape');
    await summary.isOn('summary');
  });
});

const FILE_PASSWORD = 'file-7Qm2';

/** openssl's, for servers: a device cannot show it to a management point. */
function serverCertificate(folder: string): string {
  const [key, certificate, pfx] = ['key.pem', 'certificate.pem', 'media.pfx'].map((name) =>
    join(folder, name),
  ) as [
    // Sound: three names.
    string,
    string,
    string,
  ];
  const request = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '30',
    '-keyout',
    key,
    '-out',
    certificate,
  ];
  const usage = ['-subj', '/CN=gateway.contoso.test', '-addext', 'extendedKeyUsage=serverAuth'];
  expectAccepted('openssl', [...request, ...usage]);
  const parts = ['pkcs12', '-export', '-inkey', key, '-in', certificate, '-out', pfx];
  expectAccepted('openssl', [...parts, '-passout', `pass:${FILE_PASSWORD}`]);
  return pfx;
}
