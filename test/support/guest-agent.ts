/** The words a test and the agent in its guest exchange: one JSON object per line. */

export type AgentRequest =
  | { readonly id: number; readonly command: string }
  | { readonly id: number; readonly signal: NodeJS.Signals };

export type AgentReply =
  | { readonly id: number; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly id: number; readonly exitCode: number; readonly signal: string | null };

/** A reply as it arrives: with the time since the agent started, by the guest's clock. */
export type TimedReply = AgentReply & { readonly atMs: number };
