/**
 * The only door into the core for a window: every call is validated on arrival and every answer before it leaves, and
 * whatever goes wrong becomes data. Hosts add nothing but their transport.
 * Traps: names are looked up as own properties, so "__proto__" is as unknown as "nonsense"; an error of validation names
 * places, never values, because inputs may hold secrets.
 */
import * as z from 'zod/mini';
import { MediaError, toErrorData } from '#base/errors/media-error.ts';
import type { ErrorData, Reply } from '#contract/bridge.ts';
import { calls, type CallArgument, type CallName, type CallOutput } from '#contract/contract.ts';

/** What a host knows of who asks. */
export interface CallContext {
  /** Aborted when the window that asked is gone. */
  readonly signal: AbortSignal;
}

export type Handlers = {
  readonly [Name in CallName]: (input: CallArgument<Name>, context: CallContext) => Promise<CallOutput<Name>>;
};

/** One call after another, each answered with a `Reply` that is plain JSON. */
export type Dispatch = (method: string, input: unknown, context: CallContext) => Promise<Reply<unknown>>;

export interface DispatchOptions {
  /** Puts cause and remedy into the user's language. */
  readonly localise?: ((error: ErrorData) => ErrorData) | undefined;
}

/** Makes the door. It never rejects. */
export function createDispatch(handlers: Handlers, { localise }: DispatchOptions = {}): Dispatch {
  const fail = (error: unknown): ErrorData => {
    const data = toErrorData(error);
    return localise === undefined ? data : localise(data);
  };
  return async (method, input, context) => {
    try {
      if (!isCallName(method))
        throw new MediaError('E_CALL_UNKNOWN', `there is no call "${method.slice(0, 80)}"`);
      return { ok: true, value: await answer(handlers, { method, input }, context) };
    } catch (error) {
      return fail(error);
    }
  };
}

async function answer(
  handlers: Handlers,
  call: { readonly method: CallName; readonly input: unknown },
  context: CallContext,
): Promise<unknown> {
  const { method } = call;
  const schema = calls[method];
  const input = z.safeParse(schema.input, call.input);
  if (!input.success) {
    throw new MediaError('E_CALL_INPUT', `${method} was asked with wrong values: ${placesOf(input.error)}`);
  }
  // Sound: the value was just parsed with the schema of this very call.
  const handle = handlers[method] as (value: unknown, context: CallContext) => Promise<unknown>;
  const output = await handle(input.data, context);
  const checked = z.safeParse(schema.output, output);
  if (!checked.success) {
    throw new MediaError(
      'E_CALL_OUTPUT',
      `${method} would have answered wrong values: ${placesOf(checked.error)}`,
    );
  }
  // What a wire would drop is dropped here, too, so that every transport says the same.
  return JSON.parse(JSON.stringify(checked.data));
}

/** "request.label, drives.0": where, without what. */
function placesOf(error: z.core.$ZodError): string {
  const places = error.issues.map(({ path }) => (path.length === 0 ? 'input' : path.map(String).join('.')));
  return [...new Set(places)].slice(0, 10).join(', ');
}

function isCallName(method: string): method is CallName {
  return Object.hasOwn(calls, method);
}
