/**
 * Choosing a task sequence and running it: list or confirmation, empty variables, engine, progress, status messages.
 * Which one runs (configmgr-spec 4.1): the preferred deployment at once, a required one at once, otherwise the person
 * chooses; on unattended media a single available one starts without confirmation.
 */
import { randomUUID } from 'node:crypto';
import { MediaError } from '#base/errors/media-error.ts';
import { describeVariable } from '#formats/variables-dat/index.ts';
import type { TaskSequencePolicy } from '#lab/wire/policy.ts';
import { printable } from './console/terminal.ts';
import { devicePorts } from './device-ports.ts';
import { runSequence } from './engine/engine.ts';
import type { SequenceResult } from './engine/ports.ts';
import { parseSequence } from './engine/sequence.ts';
import type { RunningSequence } from './engine/state.ts';
import { RunDisplay } from './run-display.ts';
import type { RunGateway } from './run-gateway.ts';
import type { Session } from './session.ts';
import type { RunKeeper } from './state/run-keeper.ts';
import type { SavedRun } from './state/state-file.ts';
import { StatusQueue } from './status.ts';
import { text } from './text.ts';

export type Choice =
  { readonly kind: 'run'; readonly policy: TaskSequencePolicy } | { readonly kind: 'power-off' };

/** Lets the person choose where there is a choice. */
export async function chooseTaskSequence(
  session: Session,
  offered: readonly TaskSequencePolicy[],
  isUnattended: boolean,
): Promise<Choice> {
  const [first] = offered;
  if (first === undefined) throw new MediaError('E_RT_NO_TASK_SEQUENCE', 'nothing to choose from');
  const preferred = session.variables.get('SMSTSPreferredAdvertID');
  const required = offered.find((one) => one.isRequired);
  // With a preferred deployment `offered` holds only that one.
  if (preferred !== undefined) return { kind: 'run', policy: first };
  if (required !== undefined) return { kind: 'run', policy: required };
  if (offered.length > 1) {
    const view = { heading: text.chooseHeading, lines: [text.chooseIntro], keys: text.chooseKeys };
    const index = await session.console.askChoice(
      view,
      offered.map((one) => printable(one.name)),
    );
    return { kind: 'run', policy: offered[index] ?? first };
  }
  if (isUnattended) return { kind: 'run', policy: first };
  const key = await session.console.askKey(
    {
      heading: text.confirmHeading,
      lines: [text.confirmIntro(printable(first.name))],
      keys: text.confirmKeys,
    },
    ['\n', 'p'],
  );
  return key === 'p' ? { kind: 'power-off' } : { kind: 'run', policy: first };
}

/** Asks for the custom variables that were left empty on purpose when the medium was made. */
export async function askEmptyVariables(session: Session): Promise<void> {
  const { variables } = session;
  const hidden = (variables.get('_TSMBHiddenVariables') ?? '').toLowerCase().split(';');
  for (const name of variables.names()) {
    const isCustom = !name.startsWith('_') && describeVariable(name) === undefined;
    if (!isCustom || variables.get(name) !== undefined) continue;
    const isHidden = hidden.includes(name.toLowerCase());
    const view = {
      heading: text.variablesHeading,
      lines: [text.variablesIntro(printable(name))],
      keys: text.fieldKeys,
    };
    const value = await session.console.askText(view, { label: `${printable(name)}:`, isHidden });
    variables.set(name, value, { isHidden });
  }
}

export interface RunReport {
  readonly result: SequenceResult;
  /** Steps that failed and were set to continue on error. */
  readonly toleratedCount: number;
  /** Group and step that ran last. */
  readonly place: string;
}

/** What runs: a task sequence from its beginning, or one that goes on. */
export interface RunRequest {
  readonly sequence: RunningSequence;
  readonly keeper: RunKeeper;
  readonly resume?: SavedRun | undefined;
}

/** The sequence of a policy as the state names it. */
export function runningSequence(policy: TaskSequencePolicy): RunningSequence {
  return {
    packageId: policy.packageId,
    name: policy.name,
    advertisementId: policy.advertisementId,
    xml: policy.sequence,
    bootImageId: policy.bootImageId,
  };
}

/** Runs a task sequence. @throws MediaError E_TS_XML before anything ran, E_TS_STATE for a state of elsewhere. */
export async function runTaskSequence(
  session: Session,
  gateway: RunGateway,
  request: RunRequest,
): Promise<RunReport> {
  const { log, platform, variables } = session;
  const { sequence: running, keeper, resume } = request;
  const sequence = parseSequence(running.xml);
  variables.setInternal('_SMSTSPackageID', running.packageId);
  variables.setInternal('_SMSTSPackageName', running.name);
  variables.setInternal('_SMSTSAdvertID', running.advertisementId);
  const status = new StatusQueue({
    send: async (message) => {
      await gateway.client.sendStatus(message);
    },
    now: () => gateway.client.now(),
    clock: platform.clock,
    mayRetry: () => variables.get('SMSTSDisableStatusRetry')?.toLowerCase() !== 'true',
    log: (message) => {
      log.write('Status', message, 'warning');
    },
  });
  const display = new RunDisplay(session, running, {
    status,
    toleratedCount: resume?.engine.toleratedCount ?? 0,
  });
  const which = `"${running.name}" (${running.packageId}), deployment ${running.advertisementId}`;
  log.write('Engine', `Task sequence ${which}${resume === undefined ? '' : ' goes on'}`);
  const result = await runSequence({
    sequence,
    header: resume?.engine ?? {
      runId: randomUUID(),
      startedAt: gateway.client.now().toISOString(),
      startedFrom: 'media',
      sequence: running,
    },
    resume: resume?.engine,
    variables,
    ports: devicePorts({ session, gateway, keeper, bootImageOnDisk: resume?.bootImageOnDisk === true }),
    onEvent: (event) => {
      display.onEvent(event);
    },
  }).catch(async (error: unknown) => {
    // Nothing that a step did: the state could not be kept, or belongs elsewhere.
    display.broken(error);
    await status.flush();
    throw error;
  });
  display.finish(result);
  await status.flush();
  return { result, toleratedCount: display.toleratedCount, place: display.place };
}
