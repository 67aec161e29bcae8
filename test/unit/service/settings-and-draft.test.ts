/** What the user set for good, and the wizard's fields between two starts. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MediaError } from '#base/errors/media-error.ts';
import { createDraftStore } from '#service/draft.ts';
import { createSettingsStore, DEFAULT_SETTINGS, type Settings } from '#service/settings.ts';
import { codeOfPromise } from '../../support/codes.ts';
import { tempFolder } from '../../support/temp.ts';

const root = await tempFolder('settings');
let folders = 0;
const newFolder = (): string => {
  folders += 1;
  return join(root, String(folders));
};

describe('settings', () => {
  test('have a default each and keep what was changed', async () => {
    const folder = newFolder();
    const settings = createSettingsStore({ folder });
    expect(await settings.read()).toEqual(DEFAULT_SETTINGS);
    const windowState = { x: -200, y: null, width: 1280, height: 800, isMaximized: true };
    await settings.update({ language: 'nl', windowState });
    await settings.update({ theme: 'dark' });
    const expected: Settings = { ...DEFAULT_SETTINGS, language: 'nl', theme: 'dark', windowState };
    expect(await createSettingsStore({ folder }).read()).toEqual(expected);
  });

  test.each([
    [{ largeDriveGb: 7 }],
    [{ largeDriveGb: 2049 }],
    [{ largeDriveGb: 64.5 }],
    [{ defaultFolder: '' }],
    [{ windowState: { x: 0, y: 0, width: 10, height: 800, isMaximized: false } }],
  ])('refuse %j and stay as they were', async (changes) => {
    const settings = createSettingsStore({ folder: newFolder() });
    await settings.update({ language: 'de' });
    expect(await codeOfPromise(settings.update(changes))).toBe('E_STORE_VALUE');
    expect(await settings.read()).toEqual({ ...DEFAULT_SETTINGS, language: 'de' });
  });

  test('of a file somebody broke are the defaults, and the file is kept', async () => {
    const folder = newFolder();
    await mkdir(folder);
    await writeFile(join(folder, 'settings.json'), '{"version":1,"value":{"language":"fr"}}');
    const problems: MediaError[] = [];
    const settings = createSettingsStore({ folder, onProblem: (problem) => problems.push(problem) });
    expect(await settings.read()).toEqual(DEFAULT_SETTINGS);
    expect(problems.map(({ code, message }) => [code, message.includes('language')])).toEqual([
      ['E_STORE_BROKEN', true],
    ]);
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^settings\.json\.broken-/)]);
  });
});

describe('the draft', () => {
  test('comes back as it was, and is gone when it is removed', async () => {
    const folder = newFolder();
    const draft = {
      kind: 'bootable',
      label: 'Ü',
      allowNoPassword: false,
      imageIndex: 2,
      variables: [{ id: 'v1', name: 'A', value: '', isHidden: true }],
    };
    const store = createDraftStore({ folder });
    expect(await store.read()).toBeUndefined();
    await store.write(draft);
    expect(await createDraftStore({ folder }).read()).toEqual(draft);
    await store.write(undefined);
    expect([await store.read(), await readdir(folder)]).toEqual([undefined, []]);
  });

  test('with a secret is refused whole: the former one stays and no byte of the secret is in the folder', async () => {
    const folder = newFolder();
    const store = createDraftStore({ folder });
    await store.write({ label: 'first' });
    const secret = 'mT4kWq9zRb7XsHn2Vd';
    const attempts = [
      { label: 'second', password: secret },
      { label: 'second', hiddenValues: { Secret: secret } },
      { label: 'second', variables: [{ id: 'v1', name: 'A', isHidden: true, value: secret }] },
    ];
    const codes = await Promise.all(attempts.map((one) => codeOfPromise(store.write(one))));
    expect(codes).toEqual(attempts.map(() => 'E_STORE_SECRET'));
    expect(await store.read()).toEqual({ label: 'first' });
    const texts = await Promise.all(
      (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')),
    );
    expect(texts.join('\n')).not.toContain(secret);
  });

  test('takes a megabyte and not more', async () => {
    const store = createDraftStore({ folder: newFolder() });
    await store.write({ comment: 'x'.repeat(1_000_000) });
    expect(await codeOfPromise(store.write({ comment: 'x'.repeat(1_048_576) }))).toBe('E_STORE_VALUE');
  });

  test.each([
    [{ label: 'second', pin: '1234' }, 'pin'],
    [{ label: 'second', answer: 'mT4kWq9zRb7XsHn2Vd' }, 'answer'],
    [{ drives: [] }, 'drives'],
    [{ imageIndex: 'mT4kWq9zRb7XsHn2Vd' }, 'imageIndex'],
    [{ variables: [{ id: 'v1', name: 'A', value: 'B', isHidden: false, note: 'C' }] }, 'note'],
  ])('with %j, which is not in the list of fields, is refused whole', async (change, key) => {
    const store = createDraftStore({ folder: newFolder() });
    await store.write({ label: 'first' });
    const refused = await store.write(change).catch((error: unknown) => error);
    // The key is named, the value is not.
    expect(String(refused)).toContain(key);
    expect(String(refused)).not.toContain('mT4kWq9zRb7XsHn2Vd');
    expect(await store.read()).toEqual({ label: 'first' });
  });
});
