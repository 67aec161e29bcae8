/** What `media-builder lab` refuses before it starts anything. */
import { expect, test } from 'vitest';
import { runLab } from '../../../main/hosts/cli/commands/lab.ts';
import type { CommandContext } from '../../../main/hosts/cli/context.ts';
import { tempFolder } from '../../support/temp.ts';

test.each([
  ['a scale the ids of task sequences do not reach', { scale: '61001' }, '61000'],
  ['a scale that is no number', { scale: 'many' }, '"many"'],
  ['a negative scale', { scale: '-1' }, '"-1"'],
  ['a port that does not exist', { port: '65536' }, '65535'],
])('%s', async (_what, options, message) => {
  // Sound: the options are read before anything of the context is used.
  const context = { signal: new AbortController().signal } as unknown as CommandContext;
  await expect(runLab(context, { data: await tempFolder('lab-options'), ...options })).rejects.toMatchObject({
    code: 'E_USAGE',
    message: expect.stringContaining(message),
  });
});
