/**
 * Methods for tokens, all OURS: the real tool is a program on the top-level site server, and blocking is done in the
 * console. The answer of `New` is the only place a bulk registration token is ever seen; it is not journaled.
 */
import type { LabSite } from '../lab-site.ts';
import { BULK_LIFETIME_MINUTES } from '../management-point/tokens.ts';
import { TOKEN_CLASS, tokenOperations } from '../token-operations.ts';
import { QueryError } from './filter-parser.ts';

type Body = Readonly<Record<string, unknown>>;
type TokenMethod = (site: LabSite, body: Body) => Promise<Readonly<Record<string, unknown>>>;

/** By lower-case name, as `methods.ts` looks them up. */
export const tokenMethods: readonly (readonly [string, TokenMethod])[] = [
  [`${TOKEN_CLASS}.New`.toLowerCase(), create],
  [`${TOKEN_CLASS}.List`.toLowerCase(), list],
  [`${TOKEN_CLASS}.Block`.toLowerCase(), block],
];

async function create(site: LabSite, body: Body): Promise<Readonly<Record<string, unknown>>> {
  const minutes = body['LifetimeMinutes'] ?? BULK_LIFETIME_MINUTES.default;
  if (
    typeof minutes !== 'number' ||
    !Number.isInteger(minutes) ||
    minutes < 1 ||
    minutes > BULK_LIFETIME_MINUTES.max
  )
    throw new QueryError(`Parameter LifetimeMinutes must be 1 to ${BULK_LIFETIME_MINUTES.max}.`);
  const made = await tokenOperations(site).create(minutes);
  site.journal.record('adminservice', 'bulk-token-issued', { tokenId: made.id, expires: made.expires });
  return { ...made };
}

async function list(site: LabSite): Promise<Readonly<Record<string, unknown>>> {
  return { tokens: await tokenOperations(site).list() };
}

async function block(site: LabSite, body: Body): Promise<Readonly<Record<string, unknown>>> {
  const { Id: id, Blocked: isBlocked } = body;
  if (typeof id !== 'string' || typeof isBlocked !== 'boolean')
    throw new QueryError('Parameters Id (text) and Blocked (Boolean) are needed.');
  const isFound = await tokenOperations(site).block(id, isBlocked);
  if (isFound)
    site.journal.record('adminservice', isBlocked ? 'token-blocked' : 'token-unblocked', { tokenId: id });
  return { isFound };
}
