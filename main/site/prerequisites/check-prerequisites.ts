/**
 * The table of prerequisites: gathers the facts, judges every condition, says what is mandatory and what makes media
 * useless. One entry for command line and wizard; sentences come from describe-row.ts.
 */
import type { RunOptions } from '#base/progress.ts';
import type { AdminServiceClient } from '../admin-service-client.ts';
import type { Evidence, Finding, PrerequisiteFacts, PrerequisiteQuestion } from './facts.ts';
import { gatherFacts } from './gather-facts.ts';
import { RULES, type ConditionId } from './rules.ts';
import type { RowState } from './verdict.ts';

export interface PrerequisiteRow {
  readonly id: ConditionId;
  readonly state: RowState;
  readonly isMandatory: boolean;
  /** It fails, and media would be useless with it; everything else may be continued with. */
  readonly isBlocking: boolean;
  readonly finding: Finding;
  readonly evidence: readonly Evidence[];
}

export interface PrerequisiteTable {
  /** ISO 8601 in UTC. */
  readonly checkedAt: string;
  /** C01 to C28, all of them, in order. */
  readonly rows: readonly PrerequisiteRow[];
}

export type Reach = NonNullable<PrerequisiteQuestion['reach']>;

export interface CheckOptions extends RunOptions {
  /** Tries the gateway's host when the question does not say whether it was reached. */
  readonly probe?: ((host: string, signal: AbortSignal | undefined) => Promise<Reach>) | undefined;
  readonly clock?: (() => Date) | undefined;
}

/**
 * Checks everything that can be checked.
 * @throws MediaError E_CANCELLED; E_SITE_… only when the site itself cannot be asked, never for one class.
 */
export async function checkPrerequisites(
  client: AdminServiceClient,
  question: PrerequisiteQuestion,
  options: CheckOptions = {},
): Promise<PrerequisiteTable> {
  const facts = await withReach(await gatherFacts(client, question, options), options);
  const checkedAt = (options.clock ?? (() => new Date()))().toISOString();
  return { checkedAt, rows: judgeFacts(facts) };
}

async function withReach(
  facts: PrerequisiteFacts,
  { probe, signal }: CheckOptions,
): Promise<PrerequisiteFacts> {
  const { question, gateway } = facts;
  if (probe === undefined || question.reach !== undefined || !('known' in gateway)) return facts;
  return { ...facts, question: { ...question, reach: await probe(gateway.known.hostName, signal) } };
}

/** All conditions of gathered facts. */
export function judgeFacts(facts: PrerequisiteFacts): readonly PrerequisiteRow[] {
  // Sound: the keys of a table that nothing is added to are its type.
  return (Object.keys(RULES) as ConditionId[]).map((id) => {
    const rule = RULES[id];
    const { state, finding, evidence, isMandatory, isBlocking } = rule.judge(facts);
    return {
      id,
      state,
      isMandatory: isMandatory ?? rule.isMandatory,
      isBlocking: state === 'fail' && isBlocking === true,
      finding,
      evidence,
    };
  });
}

/** Whether something mandatory fails: exit code 3 of `check`. */
export function failsMandatory({ rows }: PrerequisiteTable): boolean {
  return rows.some((row) => row.state === 'fail' && row.isMandatory);
}
