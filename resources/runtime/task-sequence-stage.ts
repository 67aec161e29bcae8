/**
 * Choosing a task sequence and running it: list or confirmation, empty variables, engine, progress, status messages.
 * Which one runs (configmgr-spec 4.1): the preferred deployment at once, a required one at once, otherwise the person
 * chooses; on unattended media a single available one starts without confirmation.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import { describeVariable } from '#formats/variables-dat/index.ts';
import type { TaskSequencePolicy } from '#lab/wire/policy.ts';
import { printable } from './console/terminal.ts';
import { runSequence } from './engine/engine.ts';
import type { ContentPort } from './engine/content-port.ts';
import type { EngineEvent, EnginePorts, EngineProgress, SequenceResult } from './engine/ports.ts';
import { parseSequence } from './engine/sequence.ts';
import type { VariableStore } from './engine/variables.ts';
import { downloadPackage } from './gateway/content.ts';
import type { Gateway } from './gateway-stage.ts';
import type { Session } from './session.ts';
import { StatusQueue, type StatusFields } from './status.ts';
import { shownBytes, text } from './text.ts';

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
  /** The environment as the sequence left it. */
  readonly variables: VariableStore;
}

/** Runs a task sequence. @throws MediaError E_TS_XML before anything ran. */
export async function runTaskSequence(
  session: Session,
  gateway: Gateway,
  policy: TaskSequencePolicy,
): Promise<RunReport> {
  const { log, platform, variables } = session;
  const sequence = parseSequence(policy.sequence);
  variables.setInternal('_SMSTSPackageID', policy.packageId);
  variables.setInternal('_SMSTSPackageName', policy.name);
  variables.setInternal('_SMSTSAdvertID', policy.advertisementId);
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
  const run = new RunDisplay(session, policy, status);
  log.write(
    'Engine',
    `Task sequence "${policy.name}" (${policy.packageId}), deployment ${policy.advertisementId}`,
  );
  const result = await runSequence({
    sequence,
    header: {
      runId: randomUUID(),
      startedAt: gateway.client.now().toISOString(),
      startedFrom: 'media',
      sequence: {
        packageId: policy.packageId,
        name: policy.name,
        advertisementId: policy.advertisementId,
        xml: policy.sequence,
        bootImageId: '',
      },
    },
    variables,
    ports: enginePorts(session, gateway, run),
    onEvent: (event) => {
      run.onEvent(event);
    },
  });
  run.finish(result);
  await status.flush();
  return { result, toleratedCount: run.toleratedCount, variables };
}

/** Ports of a boot image that has no disk, no client and no facts yet: whoever asks for them fails by name. */
function enginePorts(session: Session, gateway: Gateway, run: RunDisplay): EnginePorts {
  const { log, platform } = session;
  const missing = async (): Promise<never> => await Promise.reject(notYet());
  const unknown = (): Promise<undefined> => Promise.resolve(undefined);
  return {
    environment: 'boot-image',
    content: contentPort(session, gateway, run),
    disks: {
      disks: missing,
      volumes: missing,
      mount: missing,
      withDevice: missing,
      pathOf: missing,
      runTool: missing,
      settle: missing,
    },
    client: {
      stage: missing,
      ready: missing,
      installPackage: missing,
      installApplication: missing,
      upgradeSystem: missing,
    },
    facts: { stat: unknown, osVersion: unknown, osLanguage: unknown, wmiRows: unknown },
    runCommand: async (request) => await platform.runCommand(request),
    saveState: async () => await Promise.resolve(false),
    now: () => gateway.client.now(),
    log: (message, severity) => {
      log.write('Engine', message, severity);
    },
    sleep: async (ms) => {
      await platform.clock.sleep(ms);
    },
  };
}

function notYet(): MediaError {
  return new MediaError('E_TS_STEP_UNSUPPORTED', 'this boot image cannot do that yet');
}

function contentPort(session: Session, gateway: Gateway, run: RunDisplay): ContentPort {
  const { log, platform } = session;
  const folders = new Map<string, string>();
  return {
    describe: async () => await Promise.reject(notYet()),
    streamFile: () => {
      throw notYet();
    },
    release: async () => {
      // Everything is kept until the computer is off.
    },
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(platform.workFolder);
      return bavail * bsize;
    },
    packageFolder: async (packageId) => {
      const known = folders.get(packageId);
      if (known !== undefined) return known;
      const cache = join(platform.workFolder, 'content');
      await mkdir(cache, { recursive: true });
      const folder = await downloadPackage(packageId, {
        client: gateway.client,
        http: gateway.http,
        clock: platform.clock,
        folder: cache,
        onProgress: (done, total) => {
          run.download(packageId, done, total);
        },
        log: (message) => {
          log.write('Content', message);
        },
      });
      folders.set(packageId, folder);
      session.variables.setInternal(`_SMSTS${packageId}`, folder);
      return folder;
    },
  };
}

/** Turns engine events into the progress screen and status messages. */
class RunDisplay {
  readonly #session: Session;
  readonly #policy: TaskSequencePolicy;
  readonly #status: StatusQueue;
  #progress: EngineProgress | undefined;
  #lastDownload = '';
  toleratedCount = 0;

  constructor(session: Session, policy: TaskSequencePolicy, status: StatusQueue) {
    this.#session = session;
    this.#policy = policy;
    this.#status = status;
  }

  onEvent(event: EngineEvent): void {
    if (event.kind === 'started' || event.kind === 'resumed') {
      this.#send({ kind: 'started', result: 'running', message: `${event.stepCount} steps` });
      return;
    }
    if (event.kind === 'group-skipped' || event.kind === 'group-failed') {
      const result = event.kind === 'group-skipped' ? 'skipped' : 'failed';
      const message = event.kind === 'group-skipped' ? event.reason : '';
      this.#send({ kind: 'group', result, message, group: event.group });
      return;
    }
    const { group, step } = event.progress;
    this.#progress = event.progress;
    if (event.kind === 'step-started' || event.kind === 'step-progress') this.#show();
    else if (event.kind === 'step-skipped')
      this.#send({ kind: 'step', result: 'skipped', message: event.reason, group, step });
    else if (event.kind === 'step-succeeded')
      this.#send({
        kind: 'step',
        result: 'succeeded',
        message: '',
        group,
        step,
        code: String(event.exitCode),
      });
    else {
      if (event.isIgnored) this.toleratedCount++;
      this.#send({
        kind: 'step',
        result: 'failed',
        message: this.#words(event.error),
        group,
        step,
        code: codeOf(event),
      });
    }
  }

  finish(result: SequenceResult): void {
    if (result.kind === 'failed') {
      const code = isMediaError(result.error) ? result.error.code : 'E_RT_DEFECT';
      this.#send({
        kind: 'finished',
        result: 'failed',
        message: this.#words(result.error),
        step: result.step.name,
        code,
      });
      return;
    }
    if (result.restart !== undefined)
      this.#send({ kind: 'restart', result: 'running', message: result.restart.target });
    this.#send({ kind: 'finished', result: 'succeeded', message: '', code: '0' });
  }

  download(name: string, done: number, total: number): void {
    const line = text.runDownload(name, shownBytes(done), shownBytes(total));
    // Chunks come many times a second; a line is drawn when its words change.
    if (line === this.#lastDownload) return;
    this.#lastDownload = line;
    this.#show(line);
  }

  #show(ticker?: string): void {
    const progress = this.#progress;
    if (progress === undefined) return;
    this.#session.console.show({
      heading: `${text.runHeading}: ${printable(this.#policy.name)}`,
      lines: [text.runKeep, '', text.runCount(progress.stepNumber, progress.stepCount)],
      progress: {
        label: printable(text.runStep(progress.group, progress.step)),
        percent: progress.percent,
      },
      ...(ticker === undefined ? {} : { ticker: printable(ticker) }),
    });
  }

  #words(error: unknown): string {
    const message = error instanceof Error ? error.message : String(error);
    return this.#session.variables.redact(message).slice(0, 1000);
  }

  #send(fields: Partial<StatusFields> & Pick<StatusFields, 'kind' | 'result' | 'message'>): void {
    const { packageId, advertisementId } = this.#policy;
    this.#status.add({ packageId, advertisementId, group: '', step: '', code: '', ...fields });
  }
}

function codeOf(event: { readonly error: unknown; readonly exitCode: number }): string {
  if (isMediaError(event.error) && event.error.code !== 'E_TS_STEP_FAILED') return event.error.code;
  return String(event.exitCode);
}
