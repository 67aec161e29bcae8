/** Sequences as short texts, and an engine whose commands are a table. */
import { isMediaError } from '#base/errors/media-error.ts';
import { runSequence } from '../../../resources/runtime/engine/engine.ts';
import type { CommandRequest, EngineEvent, SequenceResult } from '../../../resources/runtime/engine/ports.ts';
import { parseSequence } from '../../../resources/runtime/engine/sequence.ts';
import { VariableStore } from '../../../resources/runtime/engine/variables.ts';
import { idlePorts, testHeader } from './idle-ports.ts';

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

export function sequence(...nodes: readonly string[]): string {
  return `<sequence version="3.10"><referenceList/>${nodes.join('')}</sequence>`;
}

export function group(name: string, attributes: string, ...children: readonly string[]): string {
  return `<group name="${name}" ${attributes}>${children.join('')}</group>`;
}

export function command(name: string, line: string, attributes = '', inner = ''): string {
  return (
    `<step type="SMS_TaskSequence_RunCommandLineAction" name="${name}" ${attributes}>${inner}` +
    `<action>smsswd.exe /run: ${escape(line)}</action></step>`
  );
}

export function setVariable(name: string, value: string, flags = ''): string {
  return (
    `<step type="SMS_TaskSequence_SetVariableAction" name="Set ${name}">` +
    `<action>tsenv.exe ${escape(`"${name}=${value}"`)} ${flags}</action></step>`
  );
}

export function restart(target: string): string {
  return `<step type="SMS_TaskSequence_RebootAction" name="Restart"><action>smsboot.exe /target:${target}</action></step>`;
}

/** A condition on a variable; `operator` as the console writes it. */
export function when(name: string, operator: string, value = ''): string {
  return (
    `<expression type="SMS_TaskSequence_VariableConditionExpression">` +
    `<variable name="Operator">${operator}</variable><variable name="Value">${escape(value)}</variable>` +
    `<variable name="Variable">${name}</variable></expression>`
  );
}

export function condition(inner: string): string {
  return `<condition>${inner}</condition>`;
}

export interface RunRecord {
  readonly result: SequenceResult;
  /** Command lines in the order they ran. */
  readonly commands: readonly string[];
  readonly requests: readonly CommandRequest[];
  readonly events: readonly EngineEvent[];
  readonly log: readonly string[];
  readonly variables: VariableStore;
  readonly packages: readonly string[];
  readonly sleptMs: readonly number[];
}

/** Exit code and output of a command line; "exit N" ends with N, everything else with 0. */
export type Commands = (
  line: string,
  call: number,
) => { readonly exitCode: number; readonly output?: string };

/** Runs a sequence text. */
export async function runText(
  xml: string,
  options: {
    readonly variables?: Readonly<Record<string, string>>;
    readonly commands?: Commands;
    readonly children?: ReadonlyMap<string, string>;
    readonly signal?: AbortSignal;
  } = {},
): Promise<RunRecord> {
  const variables = new VariableStore();
  for (const [name, value] of Object.entries(options.variables ?? {})) variables.setInternal(name, value);
  const requests: CommandRequest[] = [];
  const events: EngineEvent[] = [];
  const log: string[] = [];
  const packages: string[] = [];
  const sleptMs: number[] = [];
  const answer: Commands =
    options.commands ?? ((line) => ({ exitCode: Number(/^exit (\d+)$/.exec(line)?.[1] ?? '0') }));
  const result = await runSequence({
    sequence: parseSequence(xml, options.children),
    header: testHeader(xml),
    variables,
    ports: {
      ...idlePorts(),
      runCommand: (request) => {
        requests.push(request);
        const { exitCode, output } = answer(request.command, requests.length);
        return Promise.resolve({ exitCode, hasTimedOut: exitCode === -1, output: output ?? '' });
      },
      content: {
        ...idlePorts().content,
        packageFolder: (id) => {
          packages.push(id);
          return Promise.resolve(`/content/${id}`);
        },
      },
      log: (text) => log.push(text),
      sleep: (ms) => {
        sleptMs.push(ms);
        return Promise.resolve();
      },
    },
    onEvent: (event) => events.push(event),
    signal: options.signal,
  });
  const commands = requests.map((request) => request.command);
  return { result, commands, requests, events, log, variables, packages, sleptMs };
}

/** Code of the error that ended the run, or how it ended. */
export function ending(run: RunRecord): string {
  if (run.result.kind === 'succeeded')
    return run.result.restart === undefined ? 'succeeded' : `restart to ${run.result.restart.target}`;
  if (run.result.kind === 'restart') return `restart in between to ${run.result.restart.target}`;
  const { error, step } = run.result;
  return `${isMediaError(error) ? error.code : String(error)} in "${step.name}"`;
}
