/** Restart Computer: `smsboot.exe /target:HD|WinPE`, with a notice for the person in front of it. */
import { parseRestart } from '../actions.ts';
import type { StepSuccess } from '../ports.ts';
import type { SequenceStep } from '../sequence.ts';
import type { StepContext } from './definition.ts';

const DEFAULT_SECONDS = 60;

export async function restartComputer(step: SequenceStep, context: StepContext): Promise<StepSuccess> {
  const { variables, settings } = context;
  const own = step.variables.find((one) => one.property.toLowerCase() === 'message')?.value;
  const message = variables.get('SMSRebootMessage') ?? own ?? variables.get('SMSTSRebootMessage');
  const delay = settings.integer('SMSRebootTimeout', 'MessageTimeout') ?? DEFAULT_SECONDS;
  return await Promise.resolve({
    exitCode: 0,
    restart: {
      target: parseRestart(step.action),
      // Masked, not expanded: the message is for the screen.
      message: message === undefined || message === '' ? undefined : variables.describe(message),
      delaySeconds: delay >= 0 ? Math.min(delay, 3600) : DEFAULT_SECONDS,
    },
  });
}
