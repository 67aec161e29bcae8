/**
 * The contract as typed functions: what is sent is validated before it leaves, what arrives before it is believed.
 * A call never rejects: a broken transport is an error like any other, with the code E_HOST_LOST.
 */
import * as z from 'zod/mini';
import { errorData, type Bridge, type ErrorData, type Reply } from '#contract/bridge.ts';
import {
  calls,
  events,
  type CallInput,
  type CallName,
  type CallOutput,
  type EventName,
  type EventPayload,
} from '#contract/contract.ts';

export interface Client {
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<Reply<CallOutput<Name>>>;
  /** The last state comes at once, then every new one. */
  listen<Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): () => void;
}

const eventMessage = z.object({ name: z.string(), payload: z.unknown() });

/** @param lost says cause and remedy of a lost connection in the user's language */
export function createClient(bridge: Bridge, lost: () => Pick<ErrorData, 'cause' | 'remedy'>): Client {
  const failure = (code: string, message: string): ErrorData => ({ ok: false, code, message, ...lost() });
  return {
    async call(name, input) {
      const schema = calls[name];
      const sent = z.safeParse(schema.input, input);
      if (!sent.success) return failure('E_CALL_INPUT', `${name}: ${placesOf(sent.error)}`);
      let reply: unknown;
      try {
        reply = await bridge.call(name, sent.data);
      } catch (error) {
        return failure('E_HOST_LOST', error instanceof Error ? error.message : String(error));
      }
      return readReply(name, reply, failure);
    },
    listen(name, listener) {
      return bridge.listen((event) => {
        const message = z.safeParse(eventMessage, event);
        if (!message.success || message.data.name !== name) return;
        const payload = z.safeParse(events[name], message.data.payload);
        // Sound: just parsed with the schema of this event.
        if (payload.success) listener(payload.data as EventPayload<typeof name>);
      });
    },
  };
}

function readReply<Name extends CallName>(
  name: Name,
  reply: unknown,
  failure: (code: string, message: string) => ErrorData,
): Reply<CallOutput<Name>> {
  const error = z.safeParse(errorData, reply);
  if (error.success) return error.data;
  const value = z.safeParse(z.object({ ok: z.literal(true), value: calls[name].output }), reply);
  if (!value.success) return failure('E_CALL_OUTPUT', `${name}: ${placesOf(value.error)}`);
  // Sound: just parsed with the schema of this call.
  return { ok: true, value: value.data.value as CallOutput<Name> };
}

function placesOf(error: z.core.$ZodError): string {
  return error.issues.map(({ path }) => path.map(String).join('.')).join(', ');
}
