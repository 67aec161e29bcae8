/** The lab workstation's deployment, whole and with one of C06 to C13 broken, judged over HTTPS as a site is. */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  brokenWorkstation,
  WORKSTATION_SEQUENCE,
  type BreakableCondition,
} from '#lab/data/broken-workstation.ts';
import type { WorldVariant } from '#lab/data/world.ts';
import { labWithClient, notPassing, passing } from '../support/prerequisites.ts';
import { tempFolder } from '../support/temp.ts';

const { lab, client } = await labWithClient();
const question = { ...passing, taskSequenceId: WORKSTATION_SEQUENCE };

async function failedWith(variant: WorldVariant): Promise<readonly string[]> {
  const dataFolder = await tempFolder('lab');
  await cp(lab.site.dataFolder, dataFolder, { recursive: true });
  await rm(join(dataFolder, 'lab.json'), { force: true });
  const broken = await labWithClient({ variant, dataFolder });
  return (await notPassing(broken.client, question)).flatMap(([id, state]) => (state === 'fail' ? [id] : []));
}

it('passes every prerequisite', async () => {
  expect(await notPassing(client, question)).toEqual([]);
});

// A gateway that serves no content holds none either, so C06 brings C07 along.
const ALSO: Partial<Record<BreakableCondition, readonly string[]>> = { C06: ['C07'] };

// Sound: the keys of a record of exactly these conditions.
it.each(Object.keys(brokenWorkstation) as BreakableCondition[])(
  'broken at %s fails there only',
  async (id) => {
    expect(await failedWith(brokenWorkstation[id]())).toEqual([id, ...(ALSO[id] ?? [])]);
  },
);
