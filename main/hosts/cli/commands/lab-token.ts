/**
 * `media-builder lab token`: bulk registration tokens of the lab, and blocking of any token.
 * Trap: the token is the result and goes to standard output, once and alone, so that it can be piped; everything else
 * about it goes to standard error.
 */
import { MediaError } from '#base/errors/media-error.ts';
import { BULK_LIFETIME_MINUTES } from '../../../lab/management-point/tokens.ts';
import type { IssuedToken } from '../../../lab/store.ts';
import { withTokens } from '../../../lab/token-tool.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';

export interface TokenOptions {
  readonly data: string;
}

export interface NewTokenOptions extends TokenOptions {
  readonly lifetime: string;
}

export const DEFAULT_LIFETIME = String(BULK_LIFETIME_MINUTES.default);

export const TOKEN_EXAMPLES = `
Examples:
  A token for clients that are installed by hand, valid for three days:
    media-builder lab token new > token.txt
  One for seven days, the longest there is:
    media-builder lab token new --lifetime 10080
  Which tokens were issued, and which are blocked?
    media-builder lab token list
  Nobody is to register with that one any more:
    media-builder lab token block 5f0f7f9e-…

A bulk registration token is shown once and kept nowhere; it cannot be renewed. Blocking the site token of a client
(kind "client") keeps that client out.`;

export async function newToken(context: CommandContext, options: NewTokenOptions): Promise<number> {
  const { output, clock } = context;
  const minutes = Number(options.lifetime);
  if (!/^\d+$/.test(options.lifetime) || minutes < 1 || minutes > BULK_LIFETIME_MINUTES.max)
    throw new MediaError(
      'E_USAGE',
      `--lifetime wants 1 to ${BULK_LIFETIME_MINUTES.max} minutes (7 days), got "${options.lifetime}"`,
    );
  const made = await withTokens(options.data, clock, async (tool) => await tool.create(minutes));
  output.data('token', made);
  if (!output.isJson)
    output.note(`Token ${made.id}, valid until ${made.expires}. It is shown only this once:`);
  output.text(made.token);
  return EXIT.done;
}

export async function listTokens(context: CommandContext, options: TokenOptions): Promise<number> {
  const { output, clock } = context;
  const tokens = await withTokens(options.data, clock, async (tool) => await tool.list());
  const now = clock().getTime();
  const rows = tokens.map((one) => ({ ...one, state: stateOf(one, now) }));
  for (const one of rows) output.data('token', one);
  output.text(
    rows.length === 0
      ? 'The lab has issued no tokens.'
      : rows
          .map((one) =>
            [one.id, one.kind.padEnd(12), one.state.padEnd(7), one.expires.slice(0, 16), one.subject]
              .join('  ')
              .trimEnd(),
          )
          .join('\n'),
  );
  return EXIT.done;
}

export async function blockToken(
  context: CommandContext,
  id: string,
  options: TokenOptions & { readonly isBlocked: boolean },
): Promise<number> {
  const { output, clock } = context;
  const isFound = await withTokens(
    options.data,
    clock,
    async (tool) => await tool.block(id, options.isBlocked),
  );
  const { isBlocked } = options;
  output.data('token', { id, isFound, isBlocked });
  output.text(
    isFound ? `${id} is ${isBlocked ? 'blocked' : 'no longer blocked'}.` : `There is no token ${id}.`,
  );
  return isFound ? EXIT.done : EXIT.failed;
}

function stateOf(token: IssuedToken, now: number): 'valid' | 'blocked' | 'expired' {
  if (Date.parse(token.expires) < now) return 'expired';
  return token.isBlocked ? 'blocked' : 'valid';
}
