/**
 * Install Package and Install Application in the installed system. What to run stands in the content itself: ours, since
 * policies of programs and applications are not public. `program.json` of a package names its programs; `application.json`
 * of an application names its installer, the file that tells whether it is installed, what it requires of the computer,
 * and the applications it depends on.
 * Traps: an installer that ends well but leaves no such file has not installed anything; the product's number for that is
 * given back. An application judges its installer by its own success codes, then the step judges what is given back by
 * the step's: a failure must not look like a success there.
 */
import { join } from 'node:path';
import * as z from 'zod/mini';
import { MediaError } from '#base/errors/media-error.ts';
import type { ContentPort } from '../engine/content-port.ts';
import type { InstallReport } from '../engine/client-port.ts';
import { compareValues } from '../engine/compare.ts';
import type { CommandRequest, CommandResult } from '../engine/ports.ts';
import { RESTART_NEEDED, RESTART_NEEDED_LOW_BYTE } from '../engine/steps/exit-codes.ts';
import { readSystemFacts } from './computer.ts';
import type { Files } from './files.ts';
import type { ClientFolders } from './folders.ts';
import { addInstalled, readInstalled, type InstalledSoftware } from './installed.ts';
import { kernelFacts } from './inventory.ts';

const programFile = z.object({
  programs: z.array(
    z.object({ name: z.string().check(z.minLength(1)), commandLine: z.string().check(z.minLength(1)) }),
  ),
});

const applicationFile = z.object({
  name: z.string().check(z.minLength(1)),
  version: z.optional(z.string()),
  installCommand: z.optional(z.string()),
  /** Below the root of the system volume, forward slashes: "ProgramData/Contoso/Viewer/version". */
  detectionFile: z.string().check(z.minLength(1)),
  successCodes: z.optional(z.array(z.number())),
  requirements: z.optional(
    z.strictObject({
      /** At least this version of the operating system: "10.0.26100". */
      systemVersion: z.optional(z.string().check(z.regex(/^\d+(\.\d+)*$/))),
      /** At least this much physical memory. */
      memoryMB: z.optional(z.number().check(z.positive())),
    }),
  ),
  /** Ids of applications that are installed before it. */
  dependencies: z.optional(z.array(z.string())),
});

type Application = z.infer<typeof applicationFile>;

/** Applications that depend on each other, deeper than anyone means it. */
const MAX_DEPTH = 16;

/** "The application was not detected after installation completed." */
const NOT_DETECTED = 0x87d0_0324;
/** "A fatal error occurred during installation", of Windows Installer: for a failure whose own code says otherwise. */
const INSTALL_FAILURE = 1603;
/** What a step takes for a success by default, the low byte of 3010 included. */
const LOOKS_LIKE_SUCCESS: readonly number[] = [0, RESTART_NEEDED, RESTART_NEEDED_LOW_BYTE];

export interface ProgramOptions {
  readonly files: Files;
  readonly folders: ClientFolders;
  readonly content: () => ContentPort;
  readonly runCommand: (request: CommandRequest) => Promise<CommandResult>;
  readonly now: () => Date;
  readonly log: (text: string, severity?: 'info' | 'warning' | 'error') => void;
  /** Masks what is hidden: before a text is cut, since half of a secret would not be found any more. */
  readonly redact: (text: string) => string;
}

/** @throws MediaError E_TS_INSTALL when the package has no such program. */
export async function installPackage(
  wanted: { readonly packageId: string; readonly programName: string; readonly folder: string },
  options: ProgramOptions,
): Promise<InstallReport> {
  const { packageId, programName, folder } = wanted;
  const { programs } = await readJson(programFile, join(folder, 'program.json'), options.files);
  const program = programs.find((one) => one.name === programName);
  if (program === undefined)
    throw new MediaError(
      'E_TS_INSTALL',
      `package ${packageId} has no program "${programName.slice(0, 80)}", but ${programs.map((one) => one.name).join(', ')}`,
    );
  // Given back as it is: whether 194 stands for 3010 depends on the codes of the step.
  const exitCode = await run(program.commandLine, folder, options);
  if (LOOKS_LIKE_SUCCESS.includes(exitCode))
    await remember({ id: packageId, name: program.name, version: '', kind: 'package' }, options);
  return { exitCode, name: program.name };
}

/** @throws MediaError E_TS_INSTALL when nobody knows the application, and what fetching its content throws. */
export async function installApplication(
  idOrName: string,
  options: ProgramOptions,
  depth = 0,
): Promise<InstallReport> {
  const { files, folders, log } = options;
  if (depth > MAX_DEPTH)
    throw new MediaError('E_TS_INSTALL', `"${idOrName.slice(0, 200)}" depends on itself or too deeply`);
  const packageId = contentOf(idOrName);
  const folder = await options.content().packageFolder(packageId);
  const application = await readJson(applicationFile, join(folder, 'application.json'), files);
  const { name, version = '' } = application;
  const detection = detectionPath(folders.root, application.detectionFile);
  const isInstalled = async (): Promise<boolean> => (await files.stat(detection)) !== undefined;
  const report = { id: packageId, name, version, kind: 'application' } as const;
  if (await isInstalled()) {
    log(`Application "${name}" is installed already`);
    const known = (await readInstalled(files, folders.installed)).find((one) => one.id === packageId);
    await remember(report, options, known?.time);
    return { exitCode: 0, name };
  }
  const unmet = await unmetRequirement(application, options);
  if (unmet !== undefined) return { exitCode: 0, name, unmet };
  const before = await installDependencies(application, options, depth);
  if (before.stop !== undefined) return { ...before.stop, name };
  const { installCommand = 'sh install.sh', successCodes = [0, RESTART_NEEDED] } = application;
  const ended = await run(installCommand, folder, options);
  const isRestart =
    ended === RESTART_NEEDED_LOW_BYTE &&
    successCodes.includes(RESTART_NEEDED) &&
    !successCodes.includes(RESTART_NEEDED_LOW_BYTE);
  const exitCode = isRestart ? RESTART_NEEDED : ended;
  if (!successCodes.includes(exitCode)) {
    log(`Application "${name}" ended with ${exitCode}; successful are ${successCodes.join(', ')}`, 'error');
    return { exitCode: LOOKS_LIKE_SUCCESS.includes(exitCode) ? INSTALL_FAILURE : exitCode, name };
  }
  if (!(await isInstalled())) {
    log(
      `Application "${name}" ended with ${exitCode} but "${application.detectionFile}" is not there`,
      'error',
    );
    return { exitCode: NOT_DETECTED, name };
  }
  await remember(report, options);
  const needsRestart = exitCode === RESTART_NEEDED || before.needsRestart;
  return { exitCode: needsRestart ? RESTART_NEEDED : 0, name };
}

/** What the computer lacks, in words; undefined when the application applies to it. */
async function unmetRequirement(
  { requirements }: Application,
  { files, folders }: ProgramOptions,
): Promise<string | undefined> {
  const { systemVersion, memoryMB } = requirements ?? {};
  if (systemVersion !== undefined) {
    const { version } = await readSystemFacts(files, folders.systemFacts);
    if (version === '' || compareValues(version, systemVersion) < 0)
      return `it requires operating system ${systemVersion}, this is ${version === '' ? 'not known' : version}`;
  }
  if (memoryMB === undefined) return undefined;
  const kilobytes = Number(/^MemTotal:\s+(\d+) kB/m.exec((await kernelFacts(files)).memInfo)?.[1] ?? 0);
  const here = Math.floor(kilobytes / 1024);
  return here < memoryMB ? `it requires ${memoryMB} MB of memory, this computer has ${here} MB` : undefined;
}

/** Installs what an application depends on; `stop` says why the application itself is not begun. */
async function installDependencies(
  { dependencies = [] }: Application,
  options: ProgramOptions,
  depth: number,
): Promise<{ readonly needsRestart: boolean; readonly stop?: Pick<InstallReport, 'exitCode' | 'unmet'> }> {
  let needsRestart = false;
  for (const id of dependencies) {
    const { exitCode, name, unmet } = await installApplication(id, options, depth + 1);
    if (unmet !== undefined)
      return { needsRestart, stop: { exitCode: 0, unmet: `it depends on ${name}: ${unmet}` } };
    if (exitCode !== 0 && exitCode !== RESTART_NEEDED) {
      options.log(`"${name}", which is needed first, ended with ${exitCode}`, 'error');
      return { needsRestart, stop: { exitCode } };
    }
    needsRestart ||= exitCode === RESTART_NEEDED;
  }
  return { needsRestart };
}

/**
 * Package with the content of an application: its own id, or at the end of its model name
 * ("ScopeId_…/Application_00000000-0000-4000-8000-0000PS100080", ours).
 */
function contentOf(idOrName: string): string {
  const found = /(?:^|Application_[0-9A-Za-z-]*?)([A-Za-z0-9]{3}[0-9A-Fa-f]{5})$/.exec(idOrName.trim())?.[1];
  if (found !== undefined) return found.toUpperCase();
  throw new MediaError('E_TS_INSTALL', `no content is known for the application "${idOrName.slice(0, 200)}"`);
}

function detectionPath(root: string, path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.some((part) => part === '.' || part === '..' || part.includes('\\')))
    throw new MediaError(
      'E_TS_INSTALL',
      `"${path.slice(0, 200)}" cannot tell whether an application is installed`,
    );
  return join(root, ...parts);
}

async function run(command: string, folder: string, options: ProgramOptions): Promise<number> {
  const { log, redact, runCommand, folders } = options;
  log(`Running: ${command}`);
  // Where Windows has a drive, the system volume is a folder here.
  const quoted = `'${folders.root.replaceAll("'", "'\\''")}'`;
  const result = await runCommand({
    command: `export SystemDrive=${quoted}; ${command}`,
    folder,
    timeoutMs: undefined,
  });
  const output = redact(result.output).trimEnd();
  if (output !== '') log(`Output: ${output.slice(-1000)}`);
  log(`Ended with ${result.exitCode ?? 'a signal'}`);
  return result.exitCode ?? 1;
}

async function remember(
  software: Omit<InstalledSoftware, 'time'>,
  { files, folders, now }: ProgramOptions,
  time = now().toISOString(),
): Promise<void> {
  await addInstalled(files, folders.installed, { ...software, time });
}

async function readJson<T extends z.ZodMiniType>(schema: T, path: string, files: Files): Promise<z.infer<T>> {
  const data = await files.read(path);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(data ?? new Uint8Array(0)).toString('utf8'));
  } catch {
    // Told below: what is missing or broken fails the same check.
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new MediaError(
    'E_TS_INSTALL',
    `"${path.split('/').at(-1) ?? ''}" of the content is missing or wrong`,
  );
}
