/**
 * The two verbs between the window and the core. Everything else is data: which calls and events there are is said in
 * `contract.ts`. Every transport (direct, Electron's IPC, the web host) is one implementation of `Bridge`.
 * Trap: thrown errors lose their properties on most wires, so a call never rejects for a reason of the core; it resolves
 * with a `Reply`. It rejects only when the transport itself is broken or refuses the caller.
 */
import * as z from 'zod/mini';

/** What went wrong, as data; `cause` and `remedy` are in the language of the settings, `message` is that of the log. */
export const errorData = z.object({
  ok: z.literal(false),
  code: z.string().check(z.regex(/^E_[A-Z0-9_]+$/)),
  /** With both values: "needs 4.7 GB, drive holds 3.9 GB". English, for the log and the help desk. */
  message: z.string(),
  cause: z.string(),
  remedy: z.string(),
});
export type ErrorData = z.infer<typeof errorData>;

export type Reply<Value> = { readonly ok: true; readonly value: Value } | ErrorData;

export interface Bridge {
  /** @returns a `Reply`, still to be validated by who asked */
  call(method: string, input: unknown): Promise<unknown>;
  /** Every event from now on; the last state of each is sent at once, so who comes late is right. */
  listen(listener: (event: unknown) => void): () => void;
}
