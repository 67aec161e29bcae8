/**
 * What is wrong with choices from the lists of a site, with variables and with prestaged media: said at its field, Next
 * keeps the page, and the first wrong field gets the focus.
 */
import { join } from 'node:path';
import { BootImagePage } from './pages/boot-image.ts';
import { CustomizationPage } from './pages/customization.ts';
import { PropertiesPage } from './pages/properties.ts';
import { Wizard } from './pages/wizard.ts';
import { expect, test } from './support/host.ts';
import { LAB, READY } from './support/media.ts';
import { expectRefusal, sentence, type Rule } from './support/refused.ts';
import { fill, pattern } from './support/words.ts';

/** Lacks nothing before the pages of the site. */
const MADE = { isoPath: '/tmp/media-builder-e2e.iso', allowNoPassword: true, label: 'Contoso' } as const;

test.describe('the page of the boot image', () => {
  test.use({ draft: MADE });

  test('refuses no boot image and no gateway', async ({ stage }) => {
    const boot = new BootImagePage(stage.page);
    await boot.go('boot-image');
    await boot.images.grid.waitFor();
    const image = boot.field('bootImageId');
    await expectRefusal(boot, 'boot-image', {
      message: image.message,
      text: sentence(boot.words, { rule: 'required' }),
      focused: boot.images.grid,
    });
    // What is wrong is the list, not the field it is searched by.
    await expect(boot.images.grid).toHaveAttribute('aria-invalid', 'true');
    await expect(boot.page.getByRole('searchbox')).not.toHaveAttribute('aria-invalid');
    await expect(boot.page.getByRole('searchbox')).toHaveAccessibleName(
      fill(boot.words.common.searchIn, { label: boot.words.bootImage.title }),
    );
    await boot.images.choose(LAB.bootImage);
    const gateway = boot.field('cmg');
    await expectRefusal(boot, 'boot-image', {
      message: gateway.message,
      text: sentence(boot.words, { rule: 'cmg-missing' }),
      focused: gateway.control,
    });
    await boot.openGateways();
    await boot.gateway(LAB.gateway).click();
    await boot.nextTo('customization');
  });
});

for (const [mediaManagement, rule] of [
  ['site-based', 'management-point-one'],
  ['dynamic', 'management-point-some'],
] as const) {
  test.describe(`${mediaManagement} media`, () => {
    test.use({ draft: { ...MADE, bootImageId: LAB.bootImage, mediaManagement } });

    test('are refused without a management point', async ({ stage }) => {
      const boot = new BootImagePage(stage.page);
      await boot.go('boot-image');
      await boot.images.grid.waitFor();
      const points = boot.field('managementPoints');
      await expectRefusal(boot, 'boot-image', {
        message: points.message,
        text: sentence(boot.words, { rule }),
        focused: points.control,
      });
      await boot.chooseManagementPoint(LAB.managementPoint);
      await boot.nextTo('customization');
    });
  });
}

test.describe('the page of the task sequence', () => {
  test.use({ draft: { ...MADE, kind: 'standalone' } });

  test('refuses stand-alone media without one', async ({ stage }) => {
    const wizard = new Wizard(stage.page);
    await wizard.go('task-sequence');
    const field = wizard.field('taskSequenceId');
    await field.control.waitFor();
    await expectRefusal(wizard, 'task-sequence', {
      message: field.message,
      text: sentence(wizard.words, { rule: 'required' }),
      focused: field.control,
    });
  });
});

test.describe('the page of properties', () => {
  test.use({ draft: { ...MADE, kind: 'prestaged', mediaManagement: 'site-based' } });

  test('refuses a file that cannot be made and notes that are too long', async ({ stage }) => {
    const properties = new PropertiesPage(stage.page);
    await properties.go('properties');
    const rows: readonly (readonly [string, string, Rule])[] = [
      ['wimPath', '', { problem: 'no-output' }],
      ['wimPath', 'media.wim', { problem: 'path-not-absolute' }],
      ['wimPath', join(stage.folder, 'media.iso'), { problem: 'wim-extension' }],
      ['wimPath', join(stage.folder, 'gone', 'media.wim'), { problem: 'no-folder' }],
    ];
    for (const [name, value, rule] of rows) {
      const field = properties.field(name);
      await field.fill(value);
      // What the core says of a path comes a moment after it was typed.
      if (value !== '') await expect(field.message).toContainText(sentence(properties.words, rule));
      await expectRefusal(properties, 'properties', {
        message: field.message,
        text: sentence(properties.words, rule),
        focused: field.control,
      });
    }
    await properties.wim.fill(join(stage.folder, 'media.wim'));
    for (const [name, length] of [
      ['createdBy', 50],
      ['version', 32],
      ['comment', 127],
    ] as const) {
      const field = properties.field(`properties.${name}`);
      const rule = name === 'createdBy' ? 'created-by' : name;
      await field.fill('x'.repeat(length + 1));
      await expectRefusal(properties, 'properties', {
        message: field.message,
        text: sentence(properties.words, { rule }),
        focused: field.control,
      });
      await field.fill('x'.repeat(length));
      await expect(field.message).toBeHidden();
    }
    await properties.nextTo('security');
  });
});

test.describe('the page of customization', () => {
  test.use({ draft: { ...MADE, ...READY } });

  test('refuses names and values that no medium can have, and an empty command', async ({ stage }) => {
    const page = new CustomizationPage(stage.page);
    await page.go('customization');
    await page.add();
    await page.add();
    await page.name(0).fill('First');
    const rows: readonly (readonly [string, Rule])[] = [
      ['_Hidden', { rule: 'variable-read-only' }],
      ['9 lives', { rule: 'variable-name' }],
      ['FIRST', { rule: 'variable-twice' }],
      ['SMSTSMP', { rule: 'variable-of-builder' }],
    ];
    for (const [name, rule] of rows) {
      await page.name(1).fill(name);
      await page.next();
      await page.isOn('customization');
      await expect(page.row(1).getByRole('alert')).toContainText(sentence(page.words, rule));
      await expect(page.name(1)).toBeFocused();
    }
    await page.name(1).fill('Second');
    await page.hide(1).check();
    await expectRefusal(page, 'customization', {
      message: page.row(1).getByRole('alert'),
      text: sentence(page.words, { problem: 'hidden-value-missing' }),
      focused: page.hiddenValue(1),
    });
    await page.hiddenValue(1).fill('a value');
    await page.hasPrestart.check();
    const command = page.field('prestart.command');
    await expectRefusal(page, 'customization', {
      message: command.message,
      text: sentence(page.words, { rule: 'prestart-command' }),
      focused: command.control,
    });
  });
});

test.describe('variables', () => {
  // Each of them is short enough; together they have no room on a medium.
  const variables = ['A', 'B', 'C'].map((name) => ({
    id: name,
    name,
    value: 'x'.repeat(3000),
    isHidden: false,
  }));
  test.use({ draft: { ...MADE, ...READY, variables } });

  test('that are too long together are refused, with how long they are', async ({ stage }) => {
    const page = new CustomizationPage(stage.page);
    await page.go('customization');
    const { useTooMuch } = page.words.customization;
    await page.next();
    await page.isOn('customization');
    await expect(stage.page.getByText(pattern(useTooMuch))).toBeVisible();
    await expect(page.entry('prerequisites')).toBeDisabled();
    await page.value(2).fill('short');
    await expect(stage.page.getByText(pattern(useTooMuch))).toBeHidden();
    await page.nextTo('prerequisites');
  });
});

test.describe('the page of images', () => {
  const draft = { ...MADE, ...READY, kind: 'prestaged', mediaManagement: 'site-based' } as const;
  const site = { managementPoints: [LAB.managementPoint], taskSequenceId: 'PS100010' } as const;
  test.use({ draft: { ...draft, ...site, wimPath: '/tmp/media-builder-e2e.wim' } });

  test('refuses prestaged media without an operating system image', async ({ stage }) => {
    const wizard = new Wizard(stage.page);
    await wizard.go('images');
    const field = wizard.field('image.packageId');
    await field.control.waitFor();
    await expectRefusal(wizard, 'images', {
      message: field.message,
      text: sentence(wizard.words, { rule: 'required' }),
      focused: field.control,
    });
    await field.control.getByRole('row').nth(1).click();
    await wizard.nextTo('applications');
  });
});

test.describe('the page of prerequisites', () => {
  test.use({ draft: { ...MADE, ...READY, cmg: 'gone.contoso.test' } });

  test('keeps who has chosen a gateway that is not there, and says which condition is not met', async ({
    stage,
  }) => {
    const wizard = new Wizard(stage.page);
    await wizard.go('prerequisites');
    const blocking = stage.page
      .locator('[data-prerequisite]')
      .filter({ hasText: wizard.words.prerequisites.blocking });
    await expect(blocking.first()).toBeVisible();
    await wizard.next();
    await wizard.isOn('prerequisites');
    await expect(wizard.entry('summary')).toBeDisabled();
  });
});
