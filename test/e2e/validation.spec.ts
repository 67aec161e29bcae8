/**
 * What is wrong is said at its field, Next keeps the page, and the first wrong field gets the focus: every rule a user can
 * break by hand, page by page. The rules themselves are in `judge-draft` and the contract; here is that they are seen.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MIB } from '#base/units.ts';
import { OutputsPage } from './pages/outputs.ts';
import { SecurityPage } from './pages/security.ts';
import { expect, test } from './support/host.ts';
import { ran } from './support/judges.ts';
import { expectRefusal, sentence, type Rule } from './support/refused.ts';

const BOOT = { bootImageId: 'PS100001', cmg: 'contoso-cmg.contoso.test' } as const;
const DRIVE = '/dev/sdb';

test.describe('the page of outputs', () => {
  test.use({ draft: { ...BOOT, allowNoPassword: true } });

  test('refuses no output at all, and paths that cannot be made', async ({ stage }) => {
    const outputs = new OutputsPage(stage.page);
    stage.machine.plug(DRIVE);
    await mkdir(join(stage.folder, 'folder.iso'));
    await outputs.go('outputs');
    await outputs.drives.box(DRIVE).waitFor();
    await expectRefusal(outputs, 'outputs', {
      message: outputs.driveProblems,
      text: outputs.words.problems['no-output'],
      focused: outputs.drives.box(DRIVE),
    });
    const paths: readonly (readonly ['isoPath' | 'imagePath', string, Rule])[] = [
      ['isoPath', 'media.iso', { problem: 'path-not-absolute' }],
      ['isoPath', join(stage.folder, 'media.img'), { problem: 'iso-extension' }],
      ['isoPath', join(stage.folder, 'gone', 'media.iso'), { problem: 'no-folder' }],
      ['isoPath', join(stage.folder, 'folder.iso'), { problem: 'is-folder' }],
      ['imagePath', 'media.img', { problem: 'path-not-absolute' }],
      ['imagePath', join(stage.folder, 'media.iso'), { problem: 'image-extension' }],
      ['imagePath', join(stage.folder, 'gone', 'media.img'), { problem: 'no-folder' }],
    ];
    for (const [name, path, rule] of paths) {
      const field = outputs.field(name);
      await field.fill(path);
      await expect(field.message).toContainText(sentence(outputs.words, rule));
      await expectRefusal(outputs, 'outputs', {
        message: field.message,
        text: sentence(outputs.words, rule),
        focused: field.control,
      });
      await field.fill('');
    }
  });

  test('waits with Next for what is at a path that was just typed', async ({ stage }) => {
    const outputs = new OutputsPage(stage.page);
    await outputs.go('outputs');
    const field = outputs.field('isoPath');
    await field.fill(join(stage.folder, 'gone', 'media.iso'));
    await outputs.next();
    await expect(field.message).toContainText(sentence(outputs.words, { problem: 'no-folder' }));
    await outputs.isOn('outputs');
    await expect(field.control).toBeFocused();
    await field.fill(join(stage.folder, 'media.iso'));
    await outputs.nextTo('security');
    // The answer came before the page was left.
    await expect(outputs.entry('outputs')).toHaveAccessibleName(new RegExp(outputs.words.common.done));
  });

  test('refuses a place that cannot be written', async ({ stage }) => {
    const outputs = new OutputsPage(stage.page);
    await outputs.go('outputs');
    const field = outputs.field('isoPath');
    // What is neither file nor folder is no place for a file; a closed folder would not stop root.
    const pipe = join(stage.folder, 'pipe.iso');
    expect(ran('mkfifo', [pipe]).code).toBe(0);
    await field.fill(pipe);
    await expectRefusal(outputs, 'outputs', {
      message: field.message,
      text: sentence(outputs.words, { problem: 'not-writable' }),
      focused: field.control,
    });
  });

  test('refuses a label that no medium can have', async ({ stage }) => {
    const outputs = new OutputsPage(stage.page);
    await outputs.go('outputs');
    await outputs.iso.fill(join(stage.folder, 'media.iso'));
    const field = outputs.field('label');
    await outputs.label.fill('x'.repeat(256));
    const text = sentence(outputs.words, { rule: 'label' });
    await expectRefusal(outputs, 'outputs', { message: field.message, text, focused: field.control });
    await outputs.label.fill('Contoso');
    await outputs.nextTo('security');
  });

  test('refuses a drive that is too small, gone, barred or not confirmed', async ({ stage }) => {
    const outputs = new OutputsPage(stage.page);
    const small = '/dev/sds';
    stage.machine.plug(DRIVE, {}, { sizeBytes: 512 * MIB });
    stage.machine.plug(small, {}, { sizeBytes: 8 * MIB });
    await outputs.go('outputs');
    const name = (device: string): string => `SanDisk Ultra (${device})`;
    const refused = async (rule: Rule, device: string): Promise<void> => {
      const text = sentence(outputs.words, rule, { drive: name(device) });
      await expect(outputs.driveProblems).toContainText(text);
      await outputs.isOn('outputs');
    };
    await outputs.size.waitFor();
    await outputs.drives.choose(small);
    await outputs.next();
    await refused({ problem: 'drive-too-small' }, small);
    await outputs.drives.box(small).uncheck();
    await outputs.drives.choose(DRIVE);
    await expect(outputs.driveProblems).toBeHidden();

    const stick = stage.machine.drives.get(DRIVE);
    if (stick === undefined) throw new Error('the stick was just plugged in');
    stage.machine.drives.set(DRIVE, { ...stick, drive: { ...stick.drive, isReadOnly: true } });
    await refused({ problem: 'drive-never' }, DRIVE);
    stage.machine.drives.set(DRIVE, { ...stick, drive: { ...stick.drive, isRemovable: false } });
    await refused({ problem: 'drive-not-confirmed' }, DRIVE);
    stage.machine.drives.delete(DRIVE);
    await refused({ problem: 'drive-gone' }, DRIVE);
    await outputs.next();
    await outputs.isOn('outputs');
    await outputs.drives.remove(name(DRIVE));
    await expect(outputs.driveProblems).toContainText(outputs.words.problems['no-output']);
  });
});

test.describe('the page of security', () => {
  test.use({ draft: { ...BOOT, isoPath: '/tmp/media-builder-e2e.iso' } });

  test('refuses no password, a weak one and two that differ', async ({ stage }) => {
    const security = new SecurityPage(stage.page);
    await security.go('security');
    const first = security.field('password');
    const second = security.field('passwordAgain');
    await expectRefusal(security, 'security', {
      message: first.message,
      text: security.words.problems['password-missing'],
      focused: first.control,
    });
    await security.setPassword('password1');
    await expectRefusal(security, 'security', {
      message: first.message,
      text: security.words.problems['password-weak'],
      focused: first.control,
    });
    await security.setPassword('mT4kWq9zRb7XsHn2Vd', 'mT4kWq9zRb7XsHn2VX');
    await expectRefusal(security, 'security', {
      message: second.message,
      text: security.words.problems['password-differs'],
      focused: second.control,
    });
  });

  test('refuses a certificate that ends before it begins, and one that cannot be used', async ({ stage }) => {
    const security = new SecurityPage(stage.page);
    await security.go('security');
    await security.setPassword('mT4kWq9zRb7XsHn2Vd');
    await security.certificateStart.fill('2027-05-02');
    await security.certificateExpires.fill('2027-05-01');
    const expires = security.field('certificate.expires');
    await security.next();
    await expect(expires.message).toContainText('2027-05-02');
    await security.isOn('security');
    await expect(expires.control).toBeFocused();
  });
});
