/**
 * Restarts that a step did not ask for by itself: by variables (SMSTSRebootRequested, SMSTSRetryRequested). Also the
 * notice before a restart (SMSTSRebootDelay, SMSTSRebootDelayNext, SMSTSRebootMessage; configmgr-spec 6.3).
 * Trap: the variables are taken back when they are used, or the next step would restart the computer again.
 */
import type { EnginePorts, RestartRequest, StepSuccess } from './ports.ts';
import type { VariableStore } from './variables.ts';

/** The restart after a step, undefined when there is none; `count` restarts were done before. */
export function restartAfter(
  done: StepSuccess,
  run: { readonly variables: VariableStore; readonly ports: EnginePorts; readonly count: number },
): RestartRequest | undefined {
  const { variables, ports, count } = run;
  const wanted = variables.get('SMSTSRebootRequested');
  const again = variables.get('SMSTSRetryRequested');
  if (again !== undefined) variables.setInternal('SMSTSRetryRequested', '');
  if (wanted === undefined) {
    if (again !== undefined)
      ports.log('SMSTSRetryRequested without SMSTSRebootRequested does nothing', 'warning');
    return done.restart;
  }
  variables.setInternal('SMSTSRebootRequested', '');
  const target = targetOf(wanted, ports);
  if (target === undefined) return done.restart;
  const seconds = Number(
    variables.get(count === 0 ? 'SMSTSRebootDelay' : 'SMSTSRebootDelayNext') ??
      variables.get('SMSTSRebootDelay') ??
      '0',
  );
  const message = variables.get('SMSTSRebootMessage');
  return {
    target,
    // Masked, not expanded: the message is for the screen.
    message: message === undefined ? undefined : variables.describe(message),
    delaySeconds: Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3600) : 0,
    isAgain: again?.toLowerCase() === 'true' || done.restart?.isAgain === true,
  };
}

/** HD, WinPE, or "true" of older scripts, which means: where it is now. */
function targetOf(text: string, ports: EnginePorts): RestartRequest['target'] | undefined {
  const value = text.trim().toLowerCase();
  if (value === 'hd') return 'installed-system';
  if (value === 'winpe') return 'boot-image';
  if (value === 'true') return ports.environment;
  if (value !== 'false')
    ports.log(`SMSTSRebootRequested is "${text}", not HD or WinPE, and does nothing`, 'warning');
  return undefined;
}
