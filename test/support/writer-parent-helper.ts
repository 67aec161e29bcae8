/**
 * A builder to be killed: starts the writer named first, begins to write the image named second to the drive named third,
 * and prints a line once that has begun. It never ends by itself.
 */
import { statSync } from 'node:fs';
import { identityOf } from '../../main/devices/drive.ts';
import { launchWriter } from '../../main/jobs/writer/launch.ts';

async function main([script = '', image = '', device = '']: readonly string[]): Promise<void> {
  const connection = await launchWriter({ script });
  const drive = (await connection.list()).find((one) => one.device === device);
  if (drive === undefined) throw new Error(`${device} is not listed`);
  const content = {
    kind: 'file',
    id: 'image',
    path: image,
    sizeBytes: statSync(image).size,
    isGrowing: false,
  } as const;
  const run = await connection.begin(
    { kind: 'image', content },
    {
      onState: ({ phase }) => {
        if (phase === 'write') process.stdout.write('writing\n');
      },
    },
  );
  await run.add({ identity: identityOf(drive), isConfirmed: true, allowLoop: false, isUpdate: false });
}

void main(process.argv.slice(2));
