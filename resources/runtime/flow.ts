/**
 * The way from power-on to the end of a task sequence, stage by stage. Every failure ends on a screen; "try again"
 * repeats the stage that failed (after the gateway stage: from the network on, since a cable may have been moved).
 * Trap: nothing returns from here on a device; the fakes of tests return from restart and power-off.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMediaError, MediaError } from '#base/errors/media-error.ts';
import type { DecodedVariables } from '#formats/variables-dat/index.ts';
import { isSecretVariable } from '#formats/variables-dat/index.ts';
import type { TaskSequencePolicy } from '#lab/wire/policy.ts';
import { DeviceConsole } from './console/console.ts';
import { printable, type Line } from './console/terminal.ts';
import { checkContent } from './content-check.ts';
import { withoutCommandInterpreter } from './engine/actions.ts';
import { VariableStore } from './engine/variables.ts';
import type { RestartRequest } from './engine/ports.ts';
import { connectGateway, offeredHere, type Gateway } from './gateway-stage.ts';
import { mediumNumber, readTrust } from './gateway/trust.ts';
import { openLog, type DeviceLog } from './log.ts';
import { findMedium, resolvePath, type Medium } from './medium.ts';
import { connectNetwork } from './network.ts';
import { connectForRun, type RunGateway } from './run-gateway.ts';
import { openVariables } from './password.ts';
import type { Platform } from './platform/platform.ts';
import { chooseResume, takeUp } from './resume-stage.ts';
import { askWithCountdown, say, showFailure, type AfterFailure, type Session } from './session.ts';
import {
  askEmptyVariables,
  chooseTaskSequence,
  runningSequence,
  runTaskSequence,
  type RunReport,
  type RunRequest,
} from './task-sequence-stage.ts';
import { RunKeeper } from './state/run-keeper.ts';
import type { SavedRun } from './state/state-file.ts';
import { text } from './text.ts';

/** How a run ended; only tests see it. */
export type Outcome = 'restarted' | 'powered-off';

/** Default of SMSTSErrorDialogTimeout, seconds (configmgr-spec 6.3). */
const ERROR_DIALOG_SECONDS = 900;
const UNATTENDED_RESTART_SECONDS = 30;
const POST_ACTION_TIMEOUT_MS = 60_000;

/** A decision to leave, thrown through the stages. */
class Leave extends Error {
  readonly how: Exclude<AfterFailure, 'retry'>;

  constructor(how: Exclude<AfterFailure, 'retry'>) {
    super(how);
    this.how = how;
  }
}

/** The whole run on a device. */
export async function runDevice(platform: Platform): Promise<Outcome> {
  const session: Session = {
    platform,
    console: new DeviceConsole(platform.terminals),
    log: maskedLog(
      openLog(join(platform.workFolder, 'smsts.log'), () => platform.clock.now()),
      (message) => session.variables.redact(message),
    ),
    variables: new VariableStore(),
    mediumNumber: undefined,
  };
  session.log.write('Start', `Terminals: ${platform.terminals.map((one) => one.name).join(', ')}`);
  try {
    const keeper = openKeeper(session, await platform.machineFacts());
    const isFromDisk = await platform.isResumedFromDisk();
    const medium = isFromDisk ? undefined : await stage(session, async () => await findMedium(session));
    const waiting = await stage(session, async () => await chooseResume(session, keeper, { isFromDisk }));
    if (waiting.kind === 'restart') {
      await platform.startNext('installed-system');
      throw new Leave('restart');
    }
    if (waiting.kind === 'resume') await goOn(session, keeper, { run: waiting.run, medium });
    // Only a run that waits leads here without a medium, and it does not come back.
    if (medium === undefined) throw new Leave('restart');
    const opened = await stage(session, async () => await openVariables(session, medium));
    await stage(session, async () => {
      await loadVariables(session, opened, medium);
      // Read again when it is needed; here so that a useless medium is told before a cable is looked for.
      session.mediumNumber = mediumNumber(readTrust(session.variables));
      await runPrestart(session, medium);
    });
    for (;;) await deploy(session, keeper, { medium, opened });
  } catch (error) {
    const how = error instanceof Leave ? error.how : await showDefect(session, error);
    return await leave(session, how);
  }
}

/** Masks hidden values in every line, whoever writes it: a path or a server's answer may hold one unexpectedly. */
function maskedLog(log: DeviceLog, mask: (message: string) => string): DeviceLog {
  return {
    path: log.path,
    write: (component, message, severity) => {
      log.write(component, mask(message), severity);
    },
  };
}

function openKeeper(session: Session, facts: Readonly<Record<string, string>>): RunKeeper {
  return new RunKeeper({
    disks: session.platform.disks,
    machineKey: facts['_SMSTSUUID'] ?? '',
    logPath: session.log.path,
    log: (message, severity) => {
      session.log.write('State', message, severity);
    },
  });
}

interface OpenMedium {
  readonly medium: Medium;
  readonly opened: DecodedVariables;
}

/** One round from the network to the end of a task sequence; returns for another one. */
async function deploy(session: Session, keeper: RunKeeper, from: OpenMedium): Promise<void> {
  const { medium, opened } = from;
  const { gateway, policy } = await stage(session, async () => {
    await connectNetwork(session);
    return await choose(session, medium);
  });
  await run(session, gateway, {
    sequence: runningSequence(policy),
    keeper,
    isUnattended: medium.bootstrap.isUnattended,
  });
  // Another round begins with the variables of the medium, not with what the failed run left behind.
  session.variables = new VariableStore();
  await loadVariables(session, opened, medium);
}

/** Takes up a run that waits on a disk; returns only when it failed and is to be begun anew from the medium. */
async function goOn(
  session: Session,
  keeper: RunKeeper,
  waiting: { readonly run: SavedRun; readonly medium: Medium | undefined },
): Promise<void> {
  await takeUp(session, waiting.run);
  const gateway = await stage(session, async () => {
    await connectNetwork(session);
    return await connectForRun(session);
  });
  await run(session, gateway, {
    sequence: waiting.run.engine.sequence,
    keeper,
    resume: waiting.run,
    isUnattended: false,
    isFinal: waiting.medium === undefined,
  });
  session.variables = new VariableStore();
}

interface RunOptions extends RunRequest {
  readonly isUnattended: boolean;
  /** There is no medium to begin anew from. */
  readonly isFinal?: boolean;
}

/** Runs a sequence and shows its end; returns when the person wants to try again. */
async function run(session: Session, gateway: RunGateway, options: RunOptions): Promise<void> {
  try {
    const report = await runTaskSequence(session, gateway, options).catch((error: unknown) => ({ error }));
    if ('error' in report) await failed(session, { error: report.error, place: undefined }, options);
    else if (report.result.kind === 'failed')
      await failed(session, { error: report.result.error, place: report.place }, options);
    else if (report.result.kind === 'restart') await restartToGoOn(session, report.result.restart);
    else await finished(session, report, options);
  } finally {
    gateway.http.close();
  }
}

async function choose(
  session: Session,
  medium: Medium,
): Promise<{ readonly gateway: Gateway; readonly policy: TaskSequencePolicy }> {
  const gateway = await connectGateway(session);
  try {
    const offered = await offeredHere(session, gateway);
    const isUnattended =
      medium.bootstrap.isUnattended || session.variables.get('_TSMBUnattended')?.toLowerCase() === 'true';
    const choice = await chooseTaskSequence(session, offered, isUnattended);
    if (choice.kind === 'power-off') throw new Leave('power-off');
    await checkContent(session, gateway, { policy: choice.policy, packageFolder: medium.packageFolder });
    if (!isUnattended) await askEmptyVariables(session);
    return { gateway, policy: choice.policy };
  } catch (error) {
    gateway.http.close();
    throw error;
  }
}

/** Repeats an action until it succeeds or the person gives up. */
async function stage<T>(session: Session, action: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (error instanceof Leave) throw error;
      const decision = await showFailure(session, error, { canRetry: true });
      if (decision !== 'retry') throw new Leave(decision);
    }
  }
}

async function loadVariables(session: Session, opened: DecodedVariables, medium: Medium): Promise<void> {
  const { variables, platform, log } = session;
  const hidden = (
    opened.variables.find((one) => one.name === '_TSMBHiddenVariables')?.value ?? ''
  ).toLowerCase();
  for (const { name, value } of opened.variables) {
    const isHidden = isSecretVariable(name) || hidden.split(';').includes(name.toLowerCase());
    variables.setInternal(name, value, { isHidden });
  }
  const facts = await platform.machineFacts();
  for (const [name, value] of Object.entries(facts)) variables.setInternal(name, value);
  variables.setInternal('_SMSTSInWinPE', 'true');
  variables.setInternal('_SMSTSLogPath', platform.workFolder);
  variables.setInternal('_SMSTSMDataPath', platform.workFolder);
  log.write('Variables', `${opened.variables.length} media variables, ${medium.bootstrap.mediaType}`);
}

/** @throws MediaError E_RT_PRESTART when the command ends with another code than 0 (ours: the product says nothing). */
async function runPrestart(session: Session, medium: Medium): Promise<void> {
  const { variables, platform, log } = session;
  const command = variables.get('_TSMBPrestartCommand');
  if (command === undefined) return;
  say(session, text.prestartHeading, text.prestartRunning);
  const packageId = variables.get('_TSMBPrestartPackageID');
  const folder =
    medium.packageFolder === undefined || packageId === undefined
      ? undefined
      : await resolvePath(medium.packageFolder, [packageId]);
  const expanded = variables.expand(withoutCommandInterpreter(command));
  const result = await platform.runCommand({ command: expanded, folder, timeoutMs: undefined });
  log.write(
    'Prestart',
    `Ended with ${result.exitCode ?? 'a signal'}: ${variables.redact(result.output).slice(-1000)}`,
  );
  if (result.exitCode !== 0)
    throw new MediaError('E_RT_PRESTART', `the prestart command ended with ${result.exitCode ?? 'a signal'}`);
}

/** A restart in the middle: what follows is on the disk. */
async function restartToGoOn(session: Session, restart: RestartRequest): Promise<never> {
  const { log, platform } = session;
  log.write('Engine', `Restart, then on in the ${restart.target}`);
  if (restart.delaySeconds > 0) {
    const message = restart.message === undefined ? [] : ['', printable(restart.message)];
    await askWithCountdown(session, {
      view: {
        heading: text.runHeading,
        lines: [text.runRestart, ...message],
        keys: text.runRestartKeys,
      },
      keys: ['\n'],
      seconds: restart.delaySeconds,
      otherwise: '\n',
      ticker: text.restartIn,
    });
  }
  await platform.startNext(restart.target);
  throw new Leave('restart');
}

async function finished(session: Session, report: RunReport, options: RunOptions): Promise<never> {
  const { result, toleratedCount } = report;
  const { name } = options.sequence;
  session.log.write('Engine', `Task sequence "${name}" finished`);
  await options.keeper.clear();
  const action = session.variables.get('SMSTSPostAction');
  if (action !== undefined) {
    const command = withoutCommandInterpreter(session.variables.expand(action));
    await session.platform.runCommand({ command, folder: undefined, timeoutMs: POST_ACTION_TIMEOUT_MS });
  }
  const restart = result.kind === 'succeeded' ? result.restart : undefined;
  const lines: Line[] = [{ label: text.finishedText(printable(name)), text: '' }];
  if (toleratedCount > 0) lines.push(text.finishedTolerated(toleratedCount));
  if (restart?.target === 'installed-system') lines.push('', text.finishedRemove);
  // Not for the screen: such messages announce what follows the restart ("… must restart to continue"), and with a
  // restart that only comes last nothing does.
  if (restart?.message !== undefined)
    session.log.write('Engine', `Message of the restart: ${printable(restart.message)}`);
  const view = { heading: text.finishedHeading, tone: 'success', lines, keys: text.finishedKeys } as const;
  const keys = ['r', 'p'];
  const seconds = restart?.delaySeconds ?? (options.isUnattended ? UNATTENDED_RESTART_SECONDS : undefined);
  const key =
    seconds === undefined
      ? await session.console.askKey(view, keys)
      : await askWithCountdown(session, { view, keys, seconds, otherwise: 'r', ticker: text.restartIn });
  if (restart !== undefined) await session.platform.startNext(restart.target);
  throw new Leave(key === 'p' ? 'power-off' : 'restart');
}

/** Shows why it failed; the log is kept where it can be. Returns when the person wants to try again. */
async function failed(
  session: Session,
  failure: { readonly error: unknown; readonly place: string | undefined },
  options: RunOptions,
): Promise<void> {
  const configured = Number(session.variables.get('SMSTSErrorDialogTimeout') ?? ERROR_DIALOG_SECONDS);
  const seconds = Number.isFinite(configured) && configured > 0 ? configured : ERROR_DIALOG_SECONDS;
  await keepLog(session);
  // What is on the disk is not complete and must not be gone on with.
  await options.keeper.clear();
  const { place } = failure;
  const decision = await showFailure(session, failure.error, {
    canRetry: options.isFinal !== true,
    heading: text.errorTaskSequence,
    restartAfterSeconds: seconds,
    ...(place === undefined || place === '' ? {} : { place: printable(place) }),
  });
  if (decision !== 'retry') throw new Leave(decision);
}

/** A copy of the log on the medium: it is what a help desk asks for, and the memory it lies in is gone soon. */
async function keepLog(session: Session): Promise<void> {
  const { log, platform } = session;
  const stamp = platform.clock.now().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const path = `SMS/Logs/smsts-${stamp}.log`;
  const data = await readFile(log.path).catch(() => undefined);
  if (data !== undefined && (await platform.keepOnMedium(path, data)))
    log.write('Log', `Kept on the medium: ${path}`);
}

async function showDefect(session: Session, error: unknown): Promise<Exclude<AfterFailure, 'retry'>> {
  if (!isMediaError(error) && error instanceof Error && error.stack !== undefined)
    session.log.write('Defect', session.variables.redact(error.stack), 'error');
  const decision = await showFailure(session, error, { canRetry: false });
  return decision === 'power-off' ? 'power-off' : 'restart';
}

async function leave(session: Session, how: Exclude<AfterFailure, 'retry'>): Promise<Outcome> {
  session.log.write('End', how);
  say(session, text.endHeading, how === 'restart' ? text.restartNow : text.powerOffNow);
  if (how === 'restart') await session.platform.restart();
  else await session.platform.powerOff();
  return how === 'restart' ? 'restarted' : 'powered-off';
}
