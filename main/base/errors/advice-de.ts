/**
 * Cause and remedy of every error in German. The reader is addressed as "Sie"; terms are those of the German console ("Startimage", "Verteilungspunkt").
 * Trap: only the service imports this; the command line and the device speak English.
 */
import type { Advice } from './advice.ts';
import type { ErrorCode } from './catalog.ts';
import { clientAdviceDe } from './de/client.ts';
import { deviceAdviceDe } from './de/device.ts';
import { formatsAdviceDe } from './de/formats.ts';
import { mediaAdviceDe } from './de/media.ts';
import { programAdviceDe } from './de/program.ts';
import { runtimeAdviceDe } from './de/runtime.ts';

export const adviceDe: Readonly<Record<ErrorCode, Advice>> = {
  ...programAdviceDe,
  ...mediaAdviceDe,
  ...deviceAdviceDe,
  ...formatsAdviceDe,
  ...runtimeAdviceDe,
  ...clientAdviceDe,
};
