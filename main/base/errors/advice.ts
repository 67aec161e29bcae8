/** The advice every error code carries: one sentence each, without the values of the single case. */
export interface Advice {
  readonly cause: string;
  readonly remedy: string;
}
