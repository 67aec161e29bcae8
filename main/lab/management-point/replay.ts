/**
 * A message that changes something at the site is taken once: its signature is remembered for as long as its signed time
 * would be accepted, also by a lab that was restarted meanwhile. Questions may be asked again with the same signature.
 */
import type { ClientContext } from './client-identity.ts';
import { Refusal } from './refusal.ts';

/** @throws Refusal signature-replayed */
export async function acceptOnce(
  { site, settings }: ClientContext,
  signature: string,
  subject: Readonly<Record<string, string>>,
): Promise<void> {
  // The signed time may be ahead of the clock by the tolerance, and is accepted until it is behind by as much.
  const untilMs = site.clock().getTime() + 2 * settings.clockToleranceMs;
  if (!(await site.store.takeOnce(signature, untilMs)))
    throw new Refusal('signature-replayed', 'this very message was taken before', subject);
}
