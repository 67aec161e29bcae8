/**
 * The client from the start of the installed system on: register if need be, go on with a task sequence that waits, then
 * Software Center for as long as the computer is on. Meanwhile token, policy and reports are kept fresh.
 * Trap: no network is no reason to show nothing. Software Center opens with what was known and says what is wrong; only
 * a task sequence that needs the client waits for it.
 */
import type { LookupFunction } from 'node:net';
import { join } from 'node:path';
import { deviceAdvice } from '#base/errors/device-advice.ts';
import { isMediaError } from '#base/errors/media-error.ts';
import { DeviceConsole } from '../console/console.ts';
import { printable } from '../console/terminal.ts';
import { VariableStore } from '../engine/variables.ts';
import type { DeviceLog } from '../log.ts';
import type { Platform } from '../platform/platform.ts';
import { say, showFailure, type Session } from '../session.ts';
import type { SavedRun } from '../state/state-file.ts';
import { ClientAgent, type AgentStep } from './agent.ts';
import { clientContent } from './client-content.ts';
import { openClientLogs } from './client-logs.ts';
import { Connection } from './connection.ts';
import { diskFiles, type Files } from './files.ts';
import { foldersOf, type ClientFolders } from './folders.ts';
import { openGatewaySite } from './gateway-site.ts';
import { upgradeOptions } from './installed-client.ts';
import { offersOf } from './offers.ts';
import { announceRestart, leave, showFailed, showUnmanaged, type ClientOutcome } from './screens.ts';
import { PACKAGES_FOLDER, SequenceRuns, type RunEnd } from './sequence-run.ts';
import { readSetup, type ClientSetup } from './setup-file.ts';
import type { SitePort } from './site-port.ts';
import { RequiredDeployments } from './required.ts';
import { wordsOf } from './run-history.ts';
import { SoftwareCenter } from './software-center/center.ts';
import type { CenterData, Offer, Wish } from './software-center/model.ts';
import { shownDate, text } from './software-center/text.ts';
import { settleUpgrade } from './upgrade.ts';

export interface ClientProgram {
  readonly platform: Platform;
  /** Root of the system volume. */
  readonly root: string;
  readonly files?: Files;
  readonly lookup?: LookupFunction | undefined;
  /** Ends the program; only tests do. */
  readonly signal?: AbortSignal | undefined;
}

/** Policy is asked for once an hour; after a failure sooner. */
const POLICY_POLL_MS = 3_600_000;
const RETRY_MS = 60_000;
const LOOK_MS = 60_000;
const SHORTEST_PAUSE_MS = 1000;

/** Runs until the computer restarts or is switched off. */
export async function runClient(program: ClientProgram): Promise<ClientOutcome> {
  const { platform } = program;
  const files = program.files ?? diskFiles;
  const folders = foldersOf(program.root);
  const log: DeviceLog = await openClientLogs(
    folders.logs,
    () => platform.clock.now(),
    (message) => session.variables.redact(message),
  );
  const session: Session = {
    platform,
    console: new DeviceConsole(platform.terminals),
    log,
    variables: new VariableStore(),
    mediumNumber: undefined,
  };
  log.write('Start', `The client starts; terminals: ${platform.terminals.map((one) => one.name).join(', ')}`);
  say(session, text.startHeading, text.startSystem);
  try {
    const setup = await readSetup(files, folders.setup);
    if (setup === undefined) {
      log.write('Setup', 'There are no settings; this system was not set up by a site', 'warning');
      return await leave(session, await showUnmanaged(session));
    }
    return await new ClientRun({ ...program, files }, { session, folders, setup }).run();
  } catch (error) {
    if (program.signal?.aborted === true) return 'ended';
    if (!isMediaError(error) && error instanceof Error)
      log.write('Defect', session.variables.redact(error.stack ?? error.message), 'error');
    const decision = await showFailure(session, error, { canRetry: false });
    return await leave(session, decision === 'power-off' ? 'power-off' : 'restart');
  }
}

interface RunParts {
  readonly session: Session;
  readonly folders: ClientFolders;
  readonly setup: ClientSetup;
}

class ClientRun {
  readonly #program: ClientProgram & { readonly files: Files };
  readonly #parts: RunParts;
  readonly #site: SitePort;
  readonly #agent: ClientAgent;
  readonly #runs: SequenceRuns;
  readonly #connection: Connection;
  /** Its first attempt to get online is on the screen. */
  #isStarting = true;
  #center: SoftwareCenter | undefined;
  #notice: string | undefined;
  #isRefreshing = false;
  readonly #required = new RequiredDeployments();
  /** Ends the waiting for a key. */
  #wake: (() => void) | undefined;

  constructor(program: ClientProgram & { readonly files: Files }, parts: RunParts) {
    this.#program = program;
    this.#parts = parts;
    const { session, folders, setup } = parts;
    const { platform, files } = { platform: session.platform, files: program.files };
    const lookup = program.lookup ?? platform.lookup;
    this.#site = openGatewaySite({ setup, clock: platform.clock, lookup });
    const { log } = session;
    const onStep = (step: AgentStep): void => {
      if (this.#isStarting) say(session, text.startHeading, text.startSteps[step]);
    };
    this.#agent = new ClientAgent({ setup, site: this.#site, platform, files, folders, log, onStep });
    const silent = { ...session, console: new DeviceConsole([]) };
    this.#connection = new Connection({ session, silent, agent: this.#agent });
    const ready = async (): Promise<void> => {
      await this.#connection.ready();
    };
    this.#runs = new SequenceRuns({
      session,
      agent: this.#agent,
      site: this.#site,
      files,
      folders,
      openContent: (variables) =>
        clientContent({
          site: this.#site,
          ready,
          clock: platform.clock,
          log,
          folder: join(folders.sequenceState, PACKAGES_FOLDER),
          cache: folders.cache,
          variables,
        }),
      ready,
    });
  }

  async run(): Promise<ClientOutcome> {
    const { session, folders } = this.#parts;
    const { files, signal } = this.#program;
    try {
      if (await settleUpgrade(upgradeOptions({ session, files, folders })))
        session.log.write('Setup', 'An upgrade of the operating system has been completed');
      await this.#agent.restore();
      session.console.title = printable((await this.#agent.computer()).name);
      const waiting = await this.#waiting();
      await this.#connection.attempt(true);
      this.#isStarting = false;
      const stop = new AbortController();
      signal?.addEventListener('abort', () => {
        stop.abort(signal.reason);
      });
      void this.#maintain(stop.signal);
      try {
        if (waiting !== undefined) {
          const outcome = await this.#after(await this.#runs.resume(waiting));
          if (outcome !== undefined) return outcome;
        }
        return await this.#softwareCenter(signal);
      } finally {
        stop.abort();
      }
    } finally {
      this.#site.close();
    }
  }

  /** The run that waits for this system; one whose state is damaged is told and given up. */
  async #waiting(): Promise<SavedRun | undefined> {
    try {
      return await this.#runs.pending();
    } catch (error) {
      await showFailed(this.#parts.session, error, '');
      await this.#runs.giveUp(error);
      return undefined;
    }
  }

  async #softwareCenter(signal: AbortSignal | undefined): Promise<ClientOutcome> {
    const { session } = this.#parts;
    this.#center = new SoftwareCenter(session.console, await this.#data());
    for (;;) {
      const required = this.#due(await this.#dataOr(this.#center.data));
      const wish =
        required === undefined ? await this.#nextWish(this.#center, signal) : await this.#must(required);
      if (wish === undefined) continue;
      session.log.write('Center', wish.kind === 'install' ? `Install ${wish.offer.id}` : wish.kind);
      if (wish.kind === 'refresh') void this.#refresh();
      else {
        const outcome = await this.#install(wish);
        if (outcome !== undefined) return outcome;
      }
    }
  }

  /** Only online: an attempt without a network would fail, and what failed is never begun again by itself. */
  #due({ offers }: CenterData): Offer | undefined {
    return this.#connection.isOnline ? this.#required.due(offers, this.#site.now()) : undefined;
  }

  /** Undefined when something became due meanwhile. */
  async #nextWish(center: SoftwareCenter, signal: AbortSignal | undefined): Promise<Wish | undefined> {
    const woken = new AbortController();
    this.#wake = (): void => {
      woken.abort();
    };
    try {
      return await center.nextWish(
        signal === undefined ? woken.signal : AbortSignal.any([signal, woken.signal]),
      );
    } catch (error) {
      if (!woken.signal.aborted || signal?.aborted === true) throw error;
      return undefined;
    } finally {
      this.#wake = undefined;
    }
  }

  /** A required deployment whose time has come. */
  async #must(offer: Offer): Promise<Wish | undefined> {
    this.#parts.session.log.write('Center', `${offer.id} is required and its time has come`);
    const isNow = await this.#required.ask(this.#parts.session, offer, () => this.#site.now());
    return isNow ? { kind: 'install', offer } : undefined;
  }

  async #install(wish: Extract<Wish, { readonly kind: 'install' }>): Promise<ClientOutcome | undefined> {
    const policy = (await this.#agent.store.policy())?.taskSequences.find(
      (one) => one.advertisementId === wish.offer.id,
    );
    if (policy === undefined) return undefined;
    return await this.#after(await this.#runs.start(policy));
  }

  /** What follows a run: the restart, or its failure on the screen and Software Center again. */
  async #after(end: RunEnd): Promise<ClientOutcome | undefined> {
    const { session } = this.#parts;
    if (end.kind === 'failed') await showFailed(session, end.error, end.place);
    const restart = end.kind === 'failed' ? undefined : end.restart;
    // What was installed is told at once; the restart can wait for that.
    if (end.kind !== 'restart') await this.#connection.report();
    if (restart === undefined) {
      await this.#update();
      return undefined;
    }
    await announceRestart(session, restart);
    await session.platform.startNext(restart.target);
    return await leave(session, 'restart');
  }

  async #refresh(): Promise<void> {
    if (this.#isRefreshing) return;
    this.#isRefreshing = true;
    try {
      await this.#update();
      const isFresh = await this.#connection.attempt();
      if (isFresh) this.#notice = text.refreshed(shownDate(this.#site.now().toISOString()));
    } catch (error) {
      // Nothing waits for this: a disk that cannot be read must not end the program.
      this.#log(error);
    } finally {
      this.#isRefreshing = false;
    }
    await this.#update().catch((error: unknown) => {
      this.#log(error);
    });
  }

  /** Asks again from time to time, and looks whether the network is still there. */
  async #maintain(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts.session.platform;
    const nowMs = (): number => clock.now().getTime();
    let askedMs = nowMs();
    let pausedMs = 0;
    while (!signal.aborted) {
      const pauseMs = this.#pauseMs();
      try {
        await clock.sleep(pauseMs, signal);
      } catch {
        // The program ends.
        return;
      }
      pausedMs += pauseMs;
      try {
        await this.#connection.look();
        const intervalMs = this.#connection.isOnline ? POLICY_POLL_MS : RETRY_MS;
        // By the clock, which a computer that slept has moved; and by the pauses, should somebody set it back.
        if (Math.max(nowMs() - askedMs, pausedMs) >= intervalMs) {
          askedMs = nowMs();
          pausedMs = 0;
          if (await this.#connection.attempt()) this.#notice = undefined;
        }
        await this.#update();
      } catch (error) {
        this.#log(error);
      }
    }
  }

  /** What was put off begins when its time is over, not at the next look. */
  #pauseMs(): number {
    const snoozeMs = this.#required.snoozeMs(this.#site.now()) ?? LOOK_MS;
    return Math.max(SHORTEST_PAUSE_MS, Math.min(LOOK_MS, snoozeMs));
  }

  #log(error: unknown): void {
    const { session } = this.#parts;
    session.log.write('Center', wordsOf(error, session.variables), 'error');
  }

  async #update(): Promise<void> {
    const data = await this.#data();
    this.#center?.update(data);
    if (this.#due(data) !== undefined) this.#wake?.();
  }

  /** What was shown before, while the disk cannot be read. */
  async #dataOr(former: CenterData): Promise<CenterData> {
    return await this.#data().catch((error: unknown) => {
      this.#log(error);
      return former;
    });
  }

  async #data(): Promise<CenterData> {
    const { store, identity, token, setup } = this.#agent;
    const policy = await store.policy();
    const history = await store.history();
    const computer = await this.#agent.computer();
    return {
      offers: offersOf(policy?.taskSequences ?? [], history, this.#site.now()),
      history,
      device: {
        name: computer.name,
        systemName: computer.systemName,
        systemVersion: computer.systemVersion,
        workgroup: computer.workgroup,
        siteCode: setup.siteCode,
        gateway: this.#site.host,
        clientId: identity?.clientId ?? '',
        tokenExpires: token?.expires,
        lastPolicy: policy?.time,
        lastInventory: (await store.reportNumbers()).inventoryTime,
        address: this.#connection.address,
      },
      notice: this.#failure() ?? this.#notice,
      isRefreshing: this.#isRefreshing,
    };
  }

  #failure(): string | undefined {
    const { failure } = this.#connection;
    if (failure === undefined) return undefined;
    const code = isMediaError(failure) ? failure.code : 'E_RT_DEFECT';
    return text.refreshFailed(code, deviceAdvice(code).cause);
  }
}
