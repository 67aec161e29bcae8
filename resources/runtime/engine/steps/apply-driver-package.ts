/**
 * Apply Driver Package: the package goes to `_SMSTaskSequence\drivers\PACKAGE` on the target, and the answer file names
 * its folders (Microsoft-Windows-PnpCustomizationsNonWinPE, pass offlineServicing), where Windows looks for drivers.
 * With /recurse one path names the whole package, without it each folder that holds an .inf file.
 */
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import { changeAnswerFile } from '../../unattend/answer-file.ts';
import { splitCommandLine } from '../actions.ts';
import type { StepSuccess } from '../ports.ts';
import type { SequenceStep } from '../sequence.ts';
import type { StepContext } from './definition.ts';

const COMPONENT = 'Microsoft-Windows-PnpCustomizationsNonWinPE';
/** Paths of all packages so far, so that the answer file names them all. */
const PATHS = '_SMSTSDriverPaths';

export async function applyDriverPackage(step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const { ports, settings, variables, signal } = context;
  const drive = variables.get('OSDTargetSystemDrive');
  if (drive === undefined) {
    throw new MediaError(
      'E_TS_VOLUME',
      'no operating system was applied before this step (OSDTargetSystemDrive)',
    );
  }
  const packageId = packageOf(step, context);
  const source = await ports.content.packageFolder(packageId, {
    signal,
    onProgress: ({ file, doneBytes, totalBytes }) => {
      context.onActivity({ text: `Downloading ${file}`, doneBytes, totalBytes });
    },
  });
  const folders = await foldersWithDrivers(source);
  if (folders.length === 0) {
    throw new MediaError('E_TS_DRIVERS', `driver package ${packageId} holds no .inf file`);
  }
  const place = `${drive}\\_SMSTaskSequence\\drivers\\${packageId}`;
  const target = await ports.disks.pathOf(place);
  context.onActivity({ text: `Copying drivers of ${packageId}` });
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await cp(source, target, { recursive: true, dereference: true });

  const options =
    settings.text('OSDInstallDriversAdditionalOptions', 'InstallDriversAdditionalOptions') ?? '';
  const isRecursive = /(^|\s)\/recurse\b/i.test(options) || settings.flag('OSDRecurse', 'Recurse');
  const own = isRecursive
    ? [place]
    : folders.map((folder) => (folder === '' ? place : `${place}\\${folder}`));
  const before = (variables.get(PATHS) ?? '')
    .split('|')
    .filter((path) => path !== '' && !isBelow(path, place));
  const paths = [...before, ...own];
  await changeAnswerFile({ disks: ports.disks, variables }, (answers) => {
    answers.set('offlineServicing', COMPONENT, {
      name: 'DriverPaths',
      value: paths.map((path, index) => ({
        name: 'PathAndCredentials',
        listKey: String(index + 1),
        value: [{ name: 'Path', value: path }],
      })),
    });
  });
  variables.setInternal(PATHS, paths.join('|'));
  ports.log(`${folders.length} folder(s) with drivers of ${packageId} are ready at ${place}`);
  return { exitCode: 0 };
}

function packageOf(step: SequenceStep, { settings, variables }: StepContext): string {
  const word = splitCommandLine(step.action).find((one) => /^\/install:/i.test(one)) ?? '';
  const inAction = variables.expand(word.replace(/^\/install:/i, '')).trim();
  const packageId = inAction || (settings.text('OSDApplyDriverPackageID', 'DriverPackageID') ?? '');
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(packageId)) return packageId;
  throw new MediaError('E_TS_ACTION', `"${packageId.slice(0, 80)}" is not the id of a driver package`);
}

/** Folders that hold an .inf file, relative and with backslashes; "" is the package itself. */
async function foldersWithDrivers(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const found = entries
    .filter((entry) => entry.isFile() && /\.inf$/i.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath)).split('/').join('\\'));
  return [...new Set(found)].sort();
}

function isBelow(path: string, folder: string): boolean {
  const lower = path.toLowerCase();
  return lower === folder.toLowerCase() || lower.startsWith(`${folder.toLowerCase()}\\`);
}
