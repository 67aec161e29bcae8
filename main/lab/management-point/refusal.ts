/**
 * A refusal is thrown by whoever finds the reason and answered in one place (`answer.ts`), so that every refusal is
 * journaled the same way. Trap: `detail` is for the journal and the answer; it never holds a token or a signature.
 */
import { rejections, type RejectionReason } from '../wire/rejection.ts';

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reason: RejectionReason;
  /** What is known of the caller, for the journal. */
  readonly subject: Readonly<Record<string, string>>;

  constructor(reason: RejectionReason, detail: string, subject: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.reason = reason;
    this.subject = subject;
  }

  get status(): number {
    return rejections[this.reason].status;
  }
}
