/**
 * What the builder and its writer process may say to each other; everything else ends the conversation. The writer may
 * be elevated and the one who talks to it is not, so this is a border: every message is checked against its schema, and
 * a length is checked before anything is read (`frames.ts`).
 */
import { z } from 'zod';
import { driveIdentity, driveState, driveTarget } from '../drive-run.ts';
import { mediumSpec } from '../medium-spec.ts';

export const PROTOCOL_VERSION = 1;

const runId = z.int().positive();
const errorData = z.strictObject({
  ok: z.literal(false),
  code: z.string().max(100),
  message: z.string().max(10_000),
  cause: z.string().max(10_000),
  remedy: z.string().max(10_000),
});

/** Builder to writer. */
export const requestMessage = z.discriminatedUnion('type', [
  /** First message; `secret` only where the two meet on a socket. */
  z.strictObject({ type: z.literal('hello'), version: z.int(), secret: z.string().max(200).nullable() }),
  z.strictObject({ type: z.literal('ping') }),
  z.strictObject({ type: z.literal('list'), request: z.int() }),
  z.strictObject({ type: z.literal('begin'), run: runId, medium: mediumSpec }),
  z.strictObject({ type: z.literal('add'), run: runId, target: driveTarget }),
  z.strictObject({
    type: z.literal('source'),
    run: runId,
    id: z.string().max(200),
    availableBytes: z.int().nonnegative().optional(),
    failed: errorData.optional(),
  }),
  z.strictObject({ type: z.literal('cancel'), run: runId, device: z.string().max(1000).nullable() }),
  z.strictObject({ type: z.literal('end'), run: runId }),
]);
export type RequestMessage = z.infer<typeof requestMessage>;

const driveResult = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('verified'),
    device: z.string(),
    sizeBytes: z.int(),
    bytesWritten: z.int(),
    bytesKept: z.int(),
    bytesVerified: z.int(),
    retries: z.int(),
  }),
  z.strictObject({
    outcome: z.literal('failed'),
    device: z.string(),
    error: errorData,
    offset: z.int().nullable(),
    badBytes: z.int().nullable(),
    retries: z.int(),
  }),
  z.strictObject({ outcome: z.literal('cancelled'), device: z.string(), retries: z.int() }),
]);

/** Writer to builder. */
export const replyMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('hello'),
    version: z.int(),
    secret: z.string().max(200).nullable(),
    /** What the start-up self-check found wrong; empty when drives can be opened. */
    problems: z.array(errorData),
  }),
  z.strictObject({ type: z.literal('pong') }),
  /** Drives are not checked in depth: they come from the more privileged side. */
  z.strictObject({ type: z.literal('drives'), request: z.int(), drives: z.array(z.unknown()) }),
  z.strictObject({ type: z.literal('began'), run: runId }),
  z.strictObject({ type: z.literal('state'), run: runId, state: driveState }),
  z.strictObject({ type: z.literal('result'), run: runId, identity: driveIdentity, result: driveResult }),
  z.strictObject({ type: z.literal('ended'), run: runId }),
  /** A request that was refused; `run` or `request` names which. */
  z.strictObject({
    type: z.literal('refused'),
    run: runId.nullable(),
    request: z.int().nullable(),
    error: errorData,
  }),
]);
export type ReplyMessage = z.infer<typeof replyMessage>;
