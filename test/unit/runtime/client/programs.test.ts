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

const SECRET = 'correct-horse-battery';

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
    redact: (text) => text.replaceAll(SECRET, '********'),
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
  const before = await readInstalled(diskFiles, options.folders.installed);
  const model = 'ScopeId_4B4F5C0E-6F1D/Application_00000000-0000-4000-8000-0000PS100080';
  const later: ProgramOptions = { ...options, now: () => new Date('2027-03-01T08:00:00Z') };
  expect(await installApplication(model, later)).toEqual({ exitCode: 0, name: 'Viewer' });
  expect(lines).toEqual(['Application "Viewer" is installed already']);
  // The inventory tells when it was installed, not when a task sequence met it last.
  expect(await readInstalled(diskFiles, options.folders.installed)).toEqual(before);
});

test('an application that was here before this client is remembered from when it was found, and not from later', async () => {
  const { options } = await bench({ 'application.json': JSON.stringify(VIEWER) });
  await mkdir(join(options.folders.root, 'ProgramData/Viewer'), { recursive: true });
  await writeFile(join(options.folders.root, VIEWER.detectionFile), '3.1');
  for (const day of ['2026-12-01', '2026-12-24'])
    await installApplication('PS100080', { ...options, now: () => new Date(`${day}T08:00:00Z`) });
  expect(await readInstalled(diskFiles, options.folders.installed)).toMatchObject([
    { id: 'PS100080', time: '2026-12-01T08:00:00.000Z' },
  ]);
});

test('output is masked before it is cut: no half of a secret is left at its beginning', async () => {
  const { options, lines } = await bench({
    'application.json': JSON.stringify(VIEWER),
    'install.sh': `${INSTALL}; printf %s '${SECRET}${'x'.repeat(990)}'`,
  });
  await installApplication('PS100080', options);
  expect(lines).toContain(`Output: ${'*'.repeat(8)}${'x'.repeat(990)}`);
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

test.each<[title: string, ended: number, successCodes: readonly number[], exitCode: number]>([
  ['its own code is a success', 7, [7], 0],
  ['a code it does not list is given back', 5, [7], 5],
  ['0 that it does not list is no success of the step', 0, [7], 1603],
  ['3010 that it does not list is none', 3010, [0], 1603],
  ['194 that it lists is its own, not 3010', 194, [0, 194, 3010], 0],
])('own install command and success codes: %s', async (_title, ended, successCodes, exitCode) => {
  const { options, lines } = await bench({
    'application.json': JSON.stringify({
      ...VIEWER,
      installCommand: `${INSTALL}; exit ${ended}`,
      successCodes,
    }),
  });
  expect((await installApplication('PS100080', options)).exitCode).toBe(exitCode);
  expect(await readInstalled(diskFiles, options.folders.installed)).toHaveLength(exitCode === 0 ? 1 : 0);
  // What a person looks for is the code of the installer.
  expect(lines).toContain(`Ended with ${ended % 256}`);
});

test('the code of a program is given back as it is, for the step to judge', async () => {
  const { options, content } = await bench({
    'program.json': JSON.stringify({ programs: [{ name: 'Apply', commandLine: 'exit 194' }] }),
  });
  const wanted = { packageId: 'PS100033', programName: 'Apply', folder: content };
  expect(await installPackage(wanted, options)).toEqual({ exitCode: 194, name: 'Apply' });
  expect(await readInstalled(diskFiles, options.folders.installed)).toHaveLength(1);
});

/** Content of several applications, a folder each; `more` changes what application.json says. */
async function applications(
  more: Readonly<Record<string, object>>,
  scripts: Readonly<Record<string, string>> = {},
): Promise<Bench> {
  const one = await bench({});
  for (const [id, change] of Object.entries(more)) {
    const folder = join(one.content, id);
    const detectionFile = `ProgramData/${id}`;
    await mkdir(folder);
    await writeFile(join(folder, 'application.json'), JSON.stringify({ name: id, detectionFile, ...change }));
    const script = scripts[id] ?? 'exit 0';
    const install = `mkdir -p "$SystemDrive/ProgramData"; echo x >"$SystemDrive/${detectionFile}"; ${script}`;
    await writeFile(join(folder, 'install.sh'), install);
  }
  await mkdir(one.options.folders.windows, { recursive: true });
  await writeFile(one.options.folders.systemFacts, JSON.stringify({ name: 'Lab', version: '10.0.26100.1' }));
  const port: Pick<ContentPort, 'packageFolder'> = {
    packageFolder: (id) => Promise.resolve(join(one.content, id)),
  };
  // Sound: only this function is called.
  return { ...one, options: { ...one.options, content: () => port as ContentPort } };
}

test.each<[title: string, requirements: object, unmet: RegExp | undefined]>([
  ['the version of the system, or an older one', { systemVersion: '10.0.26100.1' }, undefined],
  [
    'a newer system',
    { systemVersion: '10.0.26100.2' },
    /^it requires operating system 10\.0\.26100\.2, this is 10\.0\.26100\.1$/,
  ],
  ['memory that is there', { memoryMB: 16 }, undefined],
  ['more memory than any computer has', { memoryMB: 1e9 }, /^it requires 1000000000 MB of memory/],
])('an application that requires %s', async (_title, requirements, unmet) => {
  const { options } = await applications({ PS100080: { requirements } });
  const report = await installApplication('PS100080', options);
  expect(report).toEqual({
    exitCode: 0,
    name: 'PS100080',
    ...(unmet === undefined ? {} : { unmet: expect.stringMatching(unmet) as string }),
  });
  expect(await readInstalled(diskFiles, options.folders.installed)).toHaveLength(unmet === undefined ? 1 : 0);
});

interface Dependency {
  readonly title: string;
  /** What application.json of the dependency says besides. */
  readonly change?: object;
  readonly script?: string;
  readonly wanted: object;
  readonly installed?: readonly string[];
}

test.each<Dependency>([
  { title: 'is installed first', wanted: { exitCode: 0 }, installed: ['PS100080', 'PS100081'] },
  {
    title: 'wants a restart',
    script: 'exit 3010',
    wanted: { exitCode: 3010 },
    installed: ['PS100080', 'PS100081'],
  },
  { title: 'fails', script: 'exit 5', wanted: { exitCode: 5 } },
  {
    title: 'does not apply',
    change: { requirements: { systemVersion: '11' } },
    wanted: {
      exitCode: 0,
      unmet: 'it depends on PS100081: it requires operating system 11, this is 10.0.26100.1',
    },
  },
])('an application whose dependency $title', async ({ change = {}, script = '', wanted, installed = [] }) => {
  const { options } = await applications(
    { PS100080: { dependencies: ['PS100081'] }, PS100081: change },
    { PS100081: script },
  );
  expect(await installApplication('PS100080', options)).toEqual({ name: 'PS100080', ...wanted });
  const found = await readInstalled(diskFiles, options.folders.installed);
  expect(found.map((one) => one.id).toSorted()).toEqual(installed);
});

test('applications that depend on each other are refused by name', async () => {
  const { options } = await applications({
    PS100080: { dependencies: ['PS100081'] },
    PS100081: { dependencies: ['PS100080'] },
  });
  expect(await codeOf(installApplication('PS100080', options))).toBe('E_TS_INSTALL');
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
