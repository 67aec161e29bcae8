/** The answer file of the system on the target: `Windows\Panther\unattend\Unattend.xml`, read, changed, written down. */
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MediaError } from '#base/errors/media-error.ts';
import type { DisksPort } from '../engine/disk-port.ts';
import type { VariableStore } from '../engine/variables.ts';
import { emptyUnattend, parseUnattend, type Unattend } from './unattend.ts';

export interface AnswerFileOptions {
  readonly disks: DisksPort;
  readonly variables: VariableStore;
}

/**
 * Changes the answer file of the applied system; it is made when there is none.
 * @throws MediaError E_TS_VOLUME when no system was applied yet, E_TS_UNATTEND when the file there is no answer file.
 */
export async function changeAnswerFile(
  { disks, variables }: AnswerFileOptions,
  change: (answers: Unattend) => void,
): Promise<void> {
  const root = variables.get('OSDTargetSystemRoot');
  if (root === undefined) {
    throw new MediaError(
      'E_TS_VOLUME',
      'no operating system was applied before this step (OSDTargetSystemRoot)',
    );
  }
  const path = await disks.pathOf(`${root}\\Panther\\unattend\\Unattend.xml`);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const answers = text === undefined ? emptyUnattend() : parseUnattend(text, 'Unattend.xml of the image');
  change(answers);
  const written = answers.toText();
  // What the next reader would refuse must not be left behind.
  parseUnattend(written, 'Unattend.xml');
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w');
  try {
    await file.writeFile(written);
    await file.sync();
  } finally {
    await file.close();
  }
}
