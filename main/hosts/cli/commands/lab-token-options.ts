/**
 * The commands below `media-builder lab token`.
 * Trap: `lab` has options of the same names (--data, --json), and commander hands an option to the first command that
 * knows it; so the options of both are read together.
 */
import type { Command } from 'commander';
import { defaultLabFolder } from '#platform/resource-paths.ts';
import type { CommandContext } from '../context.ts';
import {
  blockToken,
  DEFAULT_LIFETIME,
  listTokens,
  newToken,
  TOKEN_EXAMPLES,
  type NewTokenOptions,
  type TokenOptions,
} from './lab-token.ts';

export interface CommandTools {
  readonly withJson: (command: Command) => Command;
  readonly action: <Args extends readonly unknown[]>(
    run: (context: CommandContext, ...args: Args) => Promise<number>,
  ) => (...args: Args) => Promise<void>;
}

export function addTokenCommands(lab: Command, { withJson, action }: CommandTools): void {
  const token = lab
    .command('token')
    .description('make bulk registration tokens, block any token of the lab, whether it runs or not')
    .addHelpText('after', TOKEN_EXAMPLES);
  const add = (name: string): Command =>
    withJson(token.command(name)).option(
      '--data <folder>',
      'where the lab keeps its data',
      defaultLabFolder(),
    );
  const create = add('new')
    .description('print a new token: what clients register with')
    .option(
      '--lifetime <minutes>',
      'how long it is valid: 4320 are 3 days, 10080 (7 days) the most',
      DEFAULT_LIFETIME,
    );
  create.action(action((context) => newToken(context, create.optsWithGlobals<NewTokenOptions>())));
  const list = add('list').description('list the tokens the lab has issued');
  list.action(action((context) => listTokens(context, list.optsWithGlobals<TokenOptions>())));
  for (const isBlocked of [true, false]) {
    const block = add(isBlocked ? 'block' : 'unblock')
      .description(isBlocked ? 'refuse a token from now on' : 'accept a blocked token again')
      .argument('<id>', 'id of the token');
    block.action(
      action((context, id: string) =>
        blockToken(context, id, { ...block.optsWithGlobals<TokenOptions>(), isBlocked }),
      ),
    );
  }
}
