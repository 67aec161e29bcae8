/**
 * What the builder and its writer process may say to each other; everything else ends the conversation. The writer may
 * be elevated and the one who talks to it is not, so this is a border: every message is checked against its schema, and
 * a length is checked before anything is read (`frames.ts`).
 */
import * as z from 'zod/mini';
import { driveIdentity, driveState, driveTarget } from '../drive-run.ts';
import { mediumSpec } from '../medium-spec.ts';

export const PROTOCOL_VERSION = 1;

const runId = z.int().check(z.positive());
const upTo = (characters: number): z.ZodMiniString => z.string().check(z.maxLength(characters));
const errorData = z.strictObject({
  ok: z.literal(false),
  code: upTo(100),
  message: upTo(10_000),
  cause: upTo(10_000),
  remedy: upTo(10_000),
});

/** Builder to writer. */
export const requestMessage = z.discriminatedUnion('type', [
  /** First message; `secret` only where the two meet on a socket. */
  z.strictObject({ type: z.literal('hello'), version: z.int(), secret: z.nullable(upTo(200)) }),
  z.strictObject({ type: z.literal('ping') }),
  z.strictObject({ type: z.literal('list'), request: z.int() }),
  z.strictObject({ type: z.literal('begin'), run: runId, medium: mediumSpec }),
  z.strictObject({ type: z.literal('add'), run: runId, target: driveTarget }),
  z.strictObject({
    type: z.literal('source'),
    run: runId,
    id: upTo(200),
    availableBytes: z.optional(z.int().check(z.nonnegative())),
    failed: z.optional(errorData),
  }),
  z.strictObject({ type: z.literal('cancel'), run: runId, device: z.nullable(upTo(1000)) }),
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
    offset: z.nullable(z.int()),
    badBytes: z.nullable(z.int()),
    retries: z.int(),
  }),
  z.strictObject({ outcome: z.literal('cancelled'), device: z.string(), retries: z.int() }),
]);

/** Writer to builder. */
export const replyMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('hello'),
    version: z.int(),
    secret: z.nullable(upTo(200)),
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
    run: z.nullable(runId),
    request: z.nullable(z.int()),
    error: errorData,
  }),
]);
export type ReplyMessage = z.infer<typeof replyMessage>;
