/**
 * Task sequences in the installed system: those started from Software Center, and those that go on here after the boot
 * image put this system onto the disk. The state lies in `_SMSTaskSequence`; when a run has ended it is removed and its
 * logs go to the client's.
 * Trap: a run that restarts is not over; its state stays, and history says "running" until the end.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import { deploymentFlags, type DeploymentFlags } from '#lab/wire/deployment-flags.ts';
import type { TaskSequencePolicy } from '#lab/wire/policy.ts';
import { withoutCommandInterpreter } from '../engine/actions.ts';
import type { DeviceContent } from '../content/content.ts';
import { isUnderWay } from '../content/under-way.ts';
import { runSequence } from '../engine/engine.ts';
import type { EnginePorts, RestartRequest, SequenceResult } from '../engine/ports.ts';
import { parseSequence } from '../engine/sequence.ts';
import type { EngineState, RunningSequence } from '../engine/state.ts';
import { restoreVariables, VariableStore } from '../engine/variables.ts';
import { RunDisplay } from '../run-display.ts';
import { say, type Session } from '../session.ts';
import { openStateFile, type SavedRun, type StateFile } from '../state/state-file.ts';
import { StatusQueue } from '../status.ts';
import { shownBytes } from '../text.ts';
import type { ClientAgent } from './agent.ts';
import { stageBootImage, systemVolumes } from './boot-files.ts';
import type { Files } from './files.ts';
import type { ClientFolders } from './folders.ts';
import { writeHandover } from './handover.ts';
import { installedClient } from './installed-client.ts';
import { RunHistory, toleratedDetail, wordsOf } from './run-history.ts';
import type { SitePort } from './site-port.ts';
import { text } from './software-center/text.ts';

export interface SequenceRunOptions {
  readonly session: Session;
  readonly agent: ClientAgent;
  readonly site: SitePort;
  readonly files: Files;
  readonly folders: ClientFolders;
  readonly openContent: (variables: VariableStore) => DeviceContent;
  /** Waits until the client is registered and has its policy. @throws MediaError E_TS_CLIENT_READY */
  readonly ready: () => Promise<void>;
}

export type RunEnd =
  | { readonly kind: 'restart'; readonly restart: RestartRequest }
  | { readonly kind: 'succeeded'; readonly restart: RestartRequest | undefined }
  | { readonly kind: 'failed'; readonly error: unknown; readonly place: string };

/** Folder of packages in `_SMSTaskSequence`, the one the boot image uses, too. */
export const PACKAGES_FOLDER = 'Packages';
const POST_ACTION_TIMEOUT_MS = 60_000;
const PACKAGE_ID = /^[A-Z0-9]{3}[0-9A-F]{5}$/i;

export class SequenceRuns {
  readonly #options: SequenceRunOptions;
  readonly #history: RunHistory;
  #state: StateFile | undefined;

  constructor(options: SequenceRunOptions) {
    this.#options = options;
    this.#history = new RunHistory(options.agent.store, () => options.site.now());
  }

  /** A run that waits for this system; history calls no other one running. @throws MediaError E_TS_STATE_DAMAGED */
  async pending(): Promise<SavedRun | undefined> {
    const run = await (await this.#stateFile()).load();
    const settled = await this.#history.settle(run?.engine);
    if (settled > 0)
      this.#options.session.log.write('Engine', `${settled} task sequence(s) ended untold`, 'warning');
    if (run === undefined) {
      // Content that was fetched for it, and its logs.
      if (settled > 0) await this.#cleanUp();
      return undefined;
    }
    const { position } = run.engine;
    if (position.kind === 'finished') {
      // The power went between the end and the cleaning up, which the sequence's own variables direct.
      this.#options.session.variables = restoreVariables(run.engine.variables);
      await this.#cleanUp();
      return undefined;
    }
    const isHere = position.kind === 'restarting' || position.environment === 'installed-system';
    if (isHere) return run;
    const words = `A run of "${run.engine.sequence.name}" waits for the boot image`;
    this.#options.session.log.write('Engine', words, 'warning');
    return undefined;
  }

  /** Starts a deployment from Software Center. */
  async start(policy: TaskSequencePolicy): Promise<RunEnd> {
    const { session, agent, site } = this.#options;
    const variables = new VariableStore();
    const facts = await session.platform.machineFacts();
    for (const [name, value] of Object.entries(facts)) variables.setInternal(name, value);
    const { setup, identity, token } = agent;
    variables.setInternal('_SMSTSSiteCode', setup.siteCode);
    variables.setInternal('_SMSTSLaunchMode', 'SMS');
    variables.setInternal('_SMSTSClientGUID', identity?.clientId ?? '');
    if (identity !== undefined && token !== undefined && policy.bootImageId !== '')
      writeHandover(variables, { setup, identity, token });
    const sequence: RunningSequence = {
      packageId: policy.packageId,
      name: policy.name,
      advertisementId: policy.advertisementId,
      xml: policy.sequence,
      bootImageId: policy.bootImageId,
    };
    const header = {
      runId: randomUUID(),
      startedAt: site.now().toISOString(),
      startedFrom: 'software-center',
      sequence,
    } as const;
    const { download } = deploymentFlags(policy);
    return await this.#run(variables, header, { download });
  }

  /** Goes on with a run that waited. */
  async resume(run: SavedRun): Promise<RunEnd> {
    const { engine } = run;
    const variables = restoreVariables(engine.variables);
    for (const [name, value] of Object.entries(await this.#options.session.platform.machineFacts()))
      variables.setInternal(name, value);
    const { position } = engine;
    if (position.kind === 'restarting' && position.into === 'boot-image') {
      // The power went before the boot image was on the disk.
      this.#options.session.variables = variables;
      const content = this.#options.openContent(variables);
      try {
        await this.#goToBootImage(engine, content);
      } catch (error) {
        return await this.#ended(engine, { kind: 'failed', error, place: '' });
      } finally {
        content.close();
      }
      const restart = { target: 'boot-image', message: undefined, delaySeconds: 0 } as const;
      return { kind: 'restart', restart };
    }
    const isOnDemand = variables.get('_SMSTSDownloadOnDemand')?.toLowerCase() !== 'false';
    return await this.#run(variables, engine, {
      resume: engine,
      download: isOnDemand ? 'when-needed' : 'before-start',
    });
  }

  /** A state that cannot be read: what it belonged to is over, and history must not call it running for ever. */
  async giveUp(error: unknown): Promise<void> {
    const { session } = this.#options;
    const words = wordsOf(error, session.variables);
    session.log.write('Engine', `The task sequence that waited is given up: ${words}`, 'error');
    await this.#history.settle(undefined, words);
    await this.#cleanUp();
  }

  async #run(
    variables: VariableStore,
    header: Pick<EngineState, 'runId' | 'startedAt' | 'startedFrom' | 'sequence'>,
    how: { readonly resume?: EngineState; readonly download: DeploymentFlags['download'] },
  ): Promise<RunEnd> {
    const { session, folders } = this.#options;
    const { resume } = how;
    const { sequence } = header;
    session.variables = variables;
    variables.setInternal('_SMSTSPackageID', sequence.packageId);
    variables.setInternal('_SMSTSPackageName', sequence.name);
    variables.setInternal('_SMSTSAdvertID', sequence.advertisementId);
    variables.setInternal('_SMSTSLogPath', folders.logs);
    variables.setInternal('_SMSTSMDataPath', 'C:\\_SMSTaskSequence');
    const { platform, log } = session;
    log.write(
      'Engine',
      `Task sequence "${sequence.name}" (${sequence.packageId}), deployment ${sequence.advertisementId}${resume === undefined ? '' : ' goes on'}`,
    );
    await this.#history.remember(header, { result: 'running', detail: '' });
    const status = new StatusQueue({
      send: async (message) => {
        await this.#options.site.sendStatus(message);
      },
      now: () => this.#options.site.now(),
      clock: platform.clock,
      mayRetry: () => variables.get('SMSTSDisableStatusRetry')?.toLowerCase() !== 'true',
      log: (message) => {
        log.write('Status', message, 'warning');
      },
    });
    const display = new RunDisplay(session, sequence, {
      status,
      toleratedCount: resume?.toleratedCount ?? 0,
    });
    let result: SequenceResult;
    const content = this.#options.openContent(variables);
    try {
      const parsed = parseSequence(sequence.xml);
      content.useMode(how.download);
      if (how.download === 'before-start' && resume === undefined)
        await this.#fetchAll(content, [...parsed.references, sequence.bootImageId]);
      result = await runSequence({
        sequence: parsed,
        header,
        resume,
        variables,
        ports: await this.#ports(content),
        onEvent: (event) => {
          display.onEvent(event);
        },
      });
      if (result.kind === 'restart' && result.restart.target === 'boot-image')
        await this.#goToBootImage(header, content);
      display.finish(result);
    } catch (error) {
      display.broken(error);
      return await this.#ended(header, { kind: 'failed', error, place: display.place });
    } finally {
      await status.flush();
      content.close();
    }
    if (result.kind === 'restart') return { kind: 'restart', restart: result.restart };
    if (result.kind === 'failed')
      return await this.#ended(header, { kind: 'failed', error: result.error, place: display.place });
    await this.#postAction(variables);
    const detail = toleratedDetail(display.toleratedCount);
    return await this.#ended(header, { kind: 'succeeded', restart: result.restart }, detail);
  }

  async #ended(
    header: Pick<EngineState, 'runId' | 'startedAt' | 'sequence'>,
    end: Exclude<RunEnd, { readonly kind: 'restart' }>,
    detail = '',
  ): Promise<RunEnd> {
    const { session } = this.#options;
    if (end.kind === 'failed') {
      const words = wordsOf(end.error, session.variables);
      session.log.write('Engine', `Task sequence "${header.sequence.name}" failed: ${words}`, 'error');
      await this.#history.remember(header, { result: 'failed', detail: words });
    } else {
      session.log.write('Engine', `Task sequence "${header.sequence.name}" finished`);
      await this.#history.remember(header, { result: 'succeeded', detail });
    }
    await this.#cleanUp();
    return end;
  }

  async #ports(content: DeviceContent): Promise<EnginePorts> {
    const { session, site } = this.#options;
    const { platform, log } = session;
    const file = await this.#stateFile();
    return {
      environment: 'installed-system',
      content,
      disks: platform.disks,
      client: installedClient({ ...this.#options, content }),
      facts: platform.facts,
      runCommand: async (request) => await platform.runCommand(request),
      saveState: async (engine) => {
        await file.save({ engine });
        return true;
      },
      log: (message, severity) => {
        log.write('Engine', message, severity);
      },
      sleep: async (ms) => {
        await platform.clock.sleep(ms);
      },
      now: () => site.now(),
    };
  }

  /** Everything before the first step; applications are found by their content when they are installed. */
  async #fetchAll(content: DeviceContent, references: readonly string[]): Promise<void> {
    const { session } = this.#options;
    const ids = [...new Set(references.filter((id) => PACKAGE_ID.test(id)))];
    say(session, text.downloadHeading, text.downloadAll);
    let last = '';
    await content.prefetch(ids, {
      onProgress: ({ doneBytes, totalBytes }) => {
        const line = text.downloadProgress(shownBytes(doneBytes), shownBytes(totalBytes));
        if (line === last) return;
        last = line;
        session.console.show({ heading: text.downloadHeading, lines: [text.downloadAll], ticker: line });
      },
    });
  }

  /** The boot image is fetched and put onto the disk; the loader goes there from now on. */
  async #goToBootImage(header: Pick<EngineState, 'sequence'>, content: DeviceContent): Promise<void> {
    const { session, files, folders } = this.#options;
    const { disks } = session.platform;
    const { bootImageId } = header.sequence;
    if (bootImageId === '')
      throw new MediaError('E_TS_BOOT_IMAGE_STAGE', 'the task sequence has no boot image to restart into');
    session.log.write('Engine', `Fetching the boot image ${bootImageId}`);
    const packageFolder = await content.packageFolder(bootImageId);
    const { system, loader } = await systemVolumes(disks, folders.root, (words) => {
      session.log.write('Engine', words, 'warning');
    });
    const state = await this.#stateFile();
    const saved = await state.load();
    if (saved === undefined) throw new MediaError('E_TS_STATE', 'the state was not kept');
    await state.save({ ...saved, bootImageOnDisk: true });
    await stageBootImage(files, {
      packageFolder,
      loader: await disks.mount(loader),
      partitionId: system.partitionId,
    });
  }

  async #postAction(variables: VariableStore): Promise<void> {
    const action = variables.get('SMSTSPostAction');
    if (action === undefined) return;
    const command = withoutCommandInterpreter(variables.expand(action));
    const { platform } = this.#options.session;
    await platform.runCommand({ command, folder: undefined, timeoutMs: POST_ACTION_TIMEOUT_MS });
  }

  /** Logs of the run go to the client's, everything else of it goes. */
  async #cleanUp(): Promise<void> {
    const { files, folders } = this.#options;
    await (await this.#stateFile()).clear();
    const logs = join(folders.sequenceState, 'Logs');
    for (const name of await files.list(logs)) {
      const text = await files.read(join(logs, name));
      if (text !== undefined) await files.write(join(folders.logs, `boot-image-${name}`), text);
    }
    if (this.#options.session.variables.get('SMSTSPreserveContent')?.toLowerCase() === 'true')
      await this.#keepContent();
    await files.remove(folders.sequenceState);
  }

  /** SMSTSPreserveContent: packages stay in the client's cache after the run. */
  async #keepContent(): Promise<void> {
    const { files, folders } = this.#options;
    const packages = join(folders.sequenceState, PACKAGES_FOLDER);
    await files.makeFolder(folders.cache);
    for (const name of await files.list(packages)) {
      // Of a package that did not arrive: only the run that fetched it could go on with that.
      if (isUnderWay(name)) continue;
      await files.remove(join(folders.cache, name));
      await files.rename(join(packages, name), join(folders.cache, name));
    }
  }

  async #stateFile(): Promise<StateFile> {
    const { session, folders } = this.#options;
    const facts = await session.platform.machineFacts();
    this.#state ??= openStateFile(folders.sequenceState, facts['_SMSTSUUID'] ?? '');
    return this.#state;
  }
}
