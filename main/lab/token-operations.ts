/** What can be done with bulk registration tokens, on a site that is open in this process. */
import { MediaError } from '#base/errors/media-error.ts';
import { BULK_LIFETIME_MINUTES, issueBulkToken, type TokenSite } from './management-point/tokens.ts';
import type { IssuedToken } from './store.ts';

export interface NewBulkToken {
  /** For tracking and blocking. */
  readonly id: string;
  /** ISO 8601. */
  readonly expires: string;
  /** Shown once; nobody keeps it. */
  readonly token: string;
}

export interface TokenTool {
  /** @throws MediaError E_USAGE for a lifetime the product does not allow */
  create(lifetimeMinutes: number): Promise<NewBulkToken>;
  list(): Promise<readonly IssuedToken[]>;
  /** False when there is no such token. */
  block(id: string, isBlocked: boolean): Promise<boolean>;
}

/** Name of the class (ours) whose methods the AdminService answers for this tool. */
export const TOKEN_CLASS = 'TSMB_RegistrationToken';

/** The operations on a site that is open in this process. */
export function tokenOperations(site: TokenSite): TokenTool {
  return {
    async create(lifetimeMinutes) {
      checkLifetime(lifetimeMinutes);
      const { id, token, expires } = await issueBulkToken(site, lifetimeMinutes);
      return { id, token, expires: expires.toISOString() };
    },
    list: () => Promise.resolve(site.store.tokens()),
    block: (id, isBlocked) => site.store.blockToken(id, isBlocked),
  };
}

/** @throws MediaError E_USAGE for a lifetime the product does not allow */
export function checkLifetime(minutes: number): void {
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > BULK_LIFETIME_MINUTES.max)
    throw new MediaError(
      'E_USAGE',
      `a lifetime of ${minutes} minutes; allowed are 1 to ${BULK_LIFETIME_MINUTES.max} (7 days)`,
    );
}
