/** What every command is handed: streams, output, cancellation and clock, so that commands can be tested without a process. */
import type { Output } from './output.ts';
import type { SecretInput } from './secrets.ts';

export interface CommandContext {
  readonly output: Output;
  readonly secrets: SecretInput;
  readonly signal: AbortSignal;
  readonly clock: () => Date;
}
