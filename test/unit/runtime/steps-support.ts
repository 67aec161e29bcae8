/** Steps run alone: a sequence with ports that write down what is asked of them. */
import { join } from 'node:path';
import { isMediaError } from '#base/errors/media-error.ts';
import type { InstallReport } from '../../../resources/runtime/engine/client-port.ts';
import { runSequence } from '../../../resources/runtime/engine/engine.ts';
import type {
  EnginePorts,
  SequenceResult,
  StepEnvironment,
} from '../../../resources/runtime/engine/ports.ts';
import { parseSequence } from '../../../resources/runtime/engine/sequence.ts';
import type { EngineState } from '../../../resources/runtime/engine/state.ts';
import { restoreVariables, VariableStore } from '../../../resources/runtime/engine/variables.ts';
import { idlePorts, testHeader } from './idle-ports.ts';

export interface Setting {
  readonly environment?: StepEnvironment;
  readonly startedFrom?: 'media' | 'software-center';
  readonly variables?: Readonly<Record<string, string>>;
  readonly rows?: Readonly<Record<string, readonly Readonly<Record<string, string | number>>[]>>;
  readonly version?: () => string | undefined;
  /** What an upgrade that was interrupted finds. */
  readonly isUpgradeDone?: boolean;
  readonly exitCodes?: readonly number[];
  /** Applications that do not apply to the computer, with the reason. */
  readonly unmet?: Readonly<Record<string, string>>;
  readonly missingPackages?: readonly string[];
  readonly shell?: string;
  readonly resume?: EngineState;
}

export interface Run {
  readonly result: SequenceResult;
  readonly ending: string;
  readonly variables: VariableStore;
  readonly log: string;
  /** What was asked of content, client and shell, in order. */
  readonly calls: readonly string[];
  readonly state: EngineState | undefined;
}

/** Runs a sequence with ports that write down what is asked of them; pathOf and content lie in `folder`. */
export async function runSteps(folder: string, xml: string, setting: Setting = {}): Promise<Run> {
  const variables =
    setting.resume === undefined ? new VariableStore() : restoreVariables(setting.resume.variables);
  for (const [name, value] of Object.entries(setting.variables ?? {})) variables.setInternal(name, value);
  const calls: string[] = [];
  const log: string[] = [];
  let state: EngineState | undefined;
  const codes = [...(setting.exitCodes ?? [])];
  const report = (call: string, name: string): Promise<InstallReport> => {
    calls.push(call);
    const unmet = setting.unmet?.[name];
    if (unmet !== undefined) return Promise.resolve({ exitCode: 0, name, unmet });
    return Promise.resolve({ exitCode: codes.shift() ?? 0, name });
  };
  const idle = idlePorts();
  const ports: EnginePorts = {
    ...idle,
    environment: setting.environment ?? 'boot-image',
    content: {
      ...idle.content,
      packageFolder: (id, options) => {
        calls.push(`content ${id}${options?.folder === undefined ? '' : ` to ${options.folder}`}`);
        if (setting.missingPackages?.includes(id) === true) return Promise.reject(new Error(`no ${id}`));
        return Promise.resolve(join(options?.folder ?? folder, id));
      },
      freeBytes: () => Promise.resolve(50 * 1024 ** 3),
      release: (id) => {
        calls.push(`release ${id}`);
        return Promise.resolve();
      },
    },
    disks: {
      ...idle.disks,
      disks: () =>
        Promise.resolve([
          {
            index: 0,
            device: '/dev/sda',
            description: '',
            sizeBytes: 64 * 1024 ** 3,
            sectorBytes: 512,
            isRemovable: false,
            style: 'none',
          },
        ]),
      pathOf: (path) => Promise.resolve(join(folder, path.replaceAll('\\', '/').replace(':', ''))),
    },
    client: {
      stage: ({ properties, windowsFolder, users }) => {
        const whose = users.length === 0 ? '' : ` for ${users.join(' and ')}`;
        calls.push(`stage ${properties} into ${windowsFolder.slice(folder.length)}${whose}`);
        return Promise.resolve();
      },
      ready: () => {
        calls.push('ready');
        return Promise.resolve();
      },
      installPackage: (id, program) => report(`program ${id}:${program}`, program),
      installApplication: (id) => report(`application ${id}`, id),
      upgradeSystem: async (_folder, { scanOnly, isInterrupted }) => {
        const call = `${scanOnly ? 'scan' : 'upgrade'}${isInterrupted ? ', interrupted' : ''}`;
        const isDone = isInterrupted && setting.isUpgradeDone === true;
        return { ...(await report(call, 'Lab Workstation 2')), isDone };
      },
    },
    facts: {
      ...idle.facts,
      wmiRows: (name) => Promise.resolve(setting.rows?.[name]),
      osVersion: () => Promise.resolve(setting.version?.()),
    },
    runCommand: ({ command: line }) => {
      if (line.startsWith('command -v ')) {
        const isThere = line === `command -v ${setting.shell ?? ''}`;
        return Promise.resolve({
          exitCode: isThere ? 0 : 1,
          hasTimedOut: false,
          output: isThere ? 'x\n' : '',
        });
      }
      calls.push(line.replaceAll(folder, ''));
      return Promise.resolve({ exitCode: codes.shift() ?? 0, hasTimedOut: false, output: 'said\n' });
    },
    saveState: (next) => {
      state = structuredClone(next);
      return Promise.resolve(true);
    },
    log: (line) => log.push(line),
  };
  const result = await runSequence({
    sequence: parseSequence(xml),
    header: { ...testHeader(xml), startedFrom: setting.startedFrom ?? 'media' },
    variables,
    ports,
    resume: setting.resume,
  });
  return { result, ending: endingOf(result), variables, log: log.join('\n'), calls, state };
}

function endingOf(result: SequenceResult): string {
  if (result.kind !== 'failed')
    return result.restart === undefined ? result.kind : `${result.kind}, to ${result.restart.target}`;
  return isMediaError(result.error) ? result.error.code : String(result.error);
}

export type Values = Readonly<Record<string, string>>;
const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

export function step(
  kind: string,
  values: Values,
  options: { readonly attributes?: string; readonly action?: string } = {},
): string {
  const list = Object.entries(values).map(
    ([name, value]) =>
      `<variable name="${name}" property="${name.replace(/^_?(?:OSD|SMS)/, '')}">${escape(value)}</variable>`,
  );
  const { attributes = '', action = 'x.exe' } = options;
  return `<step type="SMS_TaskSequence_${kind}Action" name="${kind}" ${attributes}><action>${escape(action)}</action><defaultVarList>${list.join('')}</defaultVarList></step>`;
}

export const script = (text: string): string => Buffer.from(`\uFEFF${text}`, 'utf16le').toString('base64');
export const INLINE = {
  OSDRunPowerShellScriptSourceScript: script('Write-Output "é"'),
  OSDRunPowerShellScriptParameters: '-Name %A%',
  OSDRunPowerShellScriptExecutionPolicy: 'Bypass',
};
/** The names that exports use: the property is the last part of the name. */
export const powershell = (values: Values, attributes = ''): string =>
  step('RunPowerShellScript', values, { attributes }).replaceAll(
    'property="RunPowerShellScript',
    'property="',
  );
