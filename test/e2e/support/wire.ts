/** Every call a window makes, in the order it is sent, whatever carries it: what a specification looks into for secrets. */
export interface WireCall {
  readonly method: string;
  readonly input: unknown;
}

/** The body of a POST to the web host. */
export function wireCallOf(body: string | null): WireCall {
  const sent: unknown = JSON.parse(body ?? 'null');
  if (typeof sent !== 'object' || sent === null || !('method' in sent)) throw new Error(`no call: ${body}`);
  return { method: String(sent.method), input: 'input' in sent ? sent.input : undefined };
}
