/**
 * Cause and remedy as the device shows them: only of codes that can occur on one, so that its bundles do not carry the
 * advice of drives, sites and windows. Trap: a code of elsewhere is a defect here and is told as one.
 */
import type { Advice } from './advice.ts';
import { clientCodes } from './client-codes.ts';
import { formatCodes } from './format-codes.ts';
import { runtimeCodes } from './runtime-codes.ts';
import { wireCodes } from './wire-codes.ts';

const DEVICE: Readonly<Record<string, Advice>> = {
  ...formatCodes,
  ...wireCodes,
  ...runtimeCodes,
  ...clientCodes,
};

export function deviceAdvice(code: string): Advice {
  return (Object.hasOwn(DEVICE, code) ? DEVICE[code] : undefined) ?? runtimeCodes.E_RT_DEFECT;
}
