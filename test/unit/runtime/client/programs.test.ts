/** Packages and applications in the installed system: what is run, what counts as installed, what is remembered. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isMediaError } from '#base/errors/media-error.ts';
import type { ContentPort } from '../../../../resources/runtime/engine/content-port.ts';
import { diskFiles } from '../../../../resources/runtime/client/files.ts';
import { foldersOf } from '../../../../resources/runtime/client/folders.ts';
import { readInstalled } from '../../../../resources/runtime/client/installed.ts';
import {
  installApplication,
  installPackage,
  type ProgramOptions,
} from '../../../../resources/runtime/client/programs.ts';
import { runShell } from '../../../../resources/runtime/platform/shell.ts';
import { tempFolder } from '../../../support/temp.ts';

const VIEWER = { name: 'Viewer', version: '3.1', detectionFile: 'ProgramData/Viewer/version' };
const INSTALL =
  'mkdir -p "$SystemDrive/ProgramData/Viewer"; echo 3.1 >"$SystemDrive/ProgramData/Viewer/version"';

interface Bench {
  readonly options: ProgramOptions;
  readonly content: string;
  readonly lines: string[];
}

async function bench(files: Readonly<Record<string, string>>): Promise<Bench> {
  const folder = await tempFolder("programs it's");
  const folders = foldersOf(join(folder, 'C'));
  const content = join(folder, 'content');
  await mkdir(folders.client, { recursive: true });
  await mkdir(content);
  for (const [name, text] of Object.entries(files)) await writeFile(join(content, name), text);
  const lines: string[] = [];
  const port: Pick<ContentPort, 'packageFolder'> = { packageFolder: () => Promise.resolve(content) };
  const options: ProgramOptions = {
    files: diskFiles,
    folders,
    // Sound: only this function is called.
    content: () => port as ContentPort,
    runCommand: async (request) => await runShell(request, folder),
    now: () => new Date('2026-11-21T20:00:00Z'),
    log: (text) => lines.push(text),
  };
  return { options, content, lines };
}

async function codeOf(action: Promise<unknown>): Promise<unknown> {
  return await action.then(
    () => 'nothing',
    (error: unknown) => (isMediaError(error) ? error.code : error),
  );
}

test('an application is installed, found again, and not installed twice', async () => {
  const { options, lines } = await bench({
    'application.json': JSON.stringify(VIEWER),
    'install.sh': `${INSTALL}; echo installed here`,
  });
  expect(await installApplication('PS100080', options)).toEqual({ exitCode: 0, name: 'Viewer' });
  expect(lines).toContain('Output: installed here');
  expect(await readInstalled(diskFiles, options.folders.installed)).toEqual([
    {
      id: 'PS100080',
      name: 'Viewer',
      version: '3.1',
      kind: 'application',
      time: '2026-11-21T20:00:00.000Z',
    },
  ]);
  lines.length = 0;
  const model = 'ScopeId_4B4F5C0E-6F1D/Application_00000000-0000-4000-8000-0000PS100080';
  expect(await installApplication(model, options)).toEqual({ exitCode: 0, name: 'Viewer' });
  expect(lines).toEqual(['Application "Viewer" is installed already']);
  expect(await readInstalled(diskFiles, options.folders.installed)).toHaveLength(1);
});

test.each<[title: string, script: string, exitCode: number]>([
  ['another code is given back', 'exit 5', 5],
  ['3010 arrives as a byte of the shell', `${INSTALL}; exit 3010`, 3010],
  ['a good end that leaves nothing is not detected', 'exit 0', 0x87d0_0324],
])('exit codes: %s', async (_title, script, exitCode) => {
  const { options } = await bench({ 'application.json': JSON.stringify(VIEWER), 'install.sh': script });
  expect((await installApplication('PS100080', options)).exitCode).toBe(exitCode);
  const count = exitCode === 3010 ? 1 : 0;
  expect(await readInstalled(diskFiles, options.folders.installed)).toHaveLength(count);
});

test('an own install command and own success codes', async () => {
  const { options } = await bench({
    'application.json': JSON.stringify({
      ...VIEWER,
      installCommand: `${INSTALL}; exit 7`,
      successCodes: [7],
    }),
  });
  expect((await installApplication('PS100080', options)).exitCode).toBe(0);
});

test.each<[title: string, id: string, file: unknown]>([
  ['no application.json', 'PS100080', undefined],
  ['one without a name', 'PS100080', { detectionFile: 'a' }],
  ['a detection file outside of the system', 'PS100080', { ...VIEWER, detectionFile: '../../etc/passwd' }],
  ['an id nobody knows', 'Contoso Viewer', VIEWER],
])('refused: %s', async (_title, id, file) => {
  const { options } = await bench(file === undefined ? {} : { 'application.json': JSON.stringify(file) });
  expect(await codeOf(installApplication(id, options))).toBe('E_TS_INSTALL');
});

test('the program of a package runs in its folder; one that is not there is named', async () => {
  const { options, content } = await bench({
    'program.json': JSON.stringify({
      programs: [{ name: 'Apply', commandLine: 'pwd > "$SystemDrive/where"; exit 0' }],
    }),
  });
  const wanted = { packageId: 'PS100033', programName: 'Apply', folder: content };
  expect(await installPackage(wanted, options)).toEqual({ exitCode: 0, name: 'Apply' });
  expect((await readFile(join(options.folders.root, 'where'), 'utf8')).trim()).toBe(content);
  expect(await readInstalled(diskFiles, options.folders.installed)).toMatchObject([
    { id: 'PS100033', kind: 'package' },
  ]);
  const failure: unknown = await installPackage({ ...wanted, programName: 'apply' }, options).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({
    code: 'E_TS_INSTALL',
    message: expect.stringMatching(/"apply", but Apply/) as string,
  });
});
