/** All error codes of the product in one table; each area keeps its own file. */
import { bootCodes } from './boot-codes.ts';
import { callCodes } from './call-codes.ts';
import { choiceCodes } from './choice-codes.ts';
import { clientCodes } from './client-codes.ts';
import { deviceCodes } from './device-codes.ts';
import { formatCodes } from './format-codes.ts';
import { imageCodes } from './image-codes.ts';
import { labCodes } from './lab-codes.ts';
import { mediaCodes } from './media-codes.ts';
import { runtimeCodes } from './runtime-codes.ts';
import { siteCodes } from './site-codes.ts';
import { storeCodes } from './store-codes.ts';
import { unpackCodes } from './unpack-codes.ts';
import { usageCodes } from './usage-codes.ts';
import { wireCodes } from './wire-codes.ts';
import { writerCodes } from './writer-codes.ts';

/** Made by a call that is marked as pure, so that a bundle that never asks for all of it does not carry it. */
export const errorCatalog = /* @__PURE__ */ (() => ({
  ...usageCodes,
  ...callCodes,
  ...formatCodes,
  ...imageCodes,
  ...mediaCodes,
  ...choiceCodes,
  ...siteCodes,
  ...deviceCodes,
  ...wireCodes,
  ...runtimeCodes,
  ...clientCodes,
  ...labCodes,
  ...bootCodes,
  ...writerCodes,
  ...unpackCodes,
  ...storeCodes,
}))();

export type ErrorCode = keyof typeof errorCatalog;
