/**
 * Cause and remedy of every error in Dutch. The reader is addressed as "u"; terms are those of the Dutch console ("opstartinstallatiekopie", "distributiepunt").
 * Trap: only the service imports this; the command line and the device speak English.
 */
import type { Advice } from './advice.ts';
import type { ErrorCode } from './catalog.ts';
import { clientAdviceNl } from './nl/client.ts';
import { deviceAdviceNl } from './nl/device.ts';
import { formatsAdviceNl } from './nl/formats.ts';
import { mediaAdviceNl } from './nl/media.ts';
import { programAdviceNl } from './nl/program.ts';
import { runtimeAdviceNl } from './nl/runtime.ts';

export const adviceNl: Readonly<Record<ErrorCode, Advice>> = {
  ...programAdviceNl,
  ...mediaAdviceNl,
  ...deviceAdviceNl,
  ...formatsAdviceNl,
  ...runtimeAdviceNl,
  ...clientAdviceNl,
};
