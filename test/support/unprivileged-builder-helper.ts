/**
 * A builder of a user without rights: starts the writer named first (it has to ask for rights), tries to begin with each
 * of the files named from the third on, writes the last one of them to the drive named second, and prints one JSON line.
 */
import { statSync } from 'node:fs';
import { toErrorData } from '../../main/base/errors/media-error.ts';
import { identityOf } from '../../main/devices/drive.ts';
import { launchWriter } from '../../main/jobs/writer/launch.ts';

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

async function main([script = '', device = '', ...paths]: readonly string[]): Promise<void> {
  const told: { how?: string; begins: string[]; outcome?: unknown } = { begins: [] };
  const connection = await launchWriter({ script, onStart: (how) => (told.how = how) });
  const drive = (await connection.list()).find((one) => one.device === device);
  if (drive === undefined) throw new Error(`${device} is not listed`);
  const target = { identity: identityOf(drive), isConfirmed: true, allowLoop: true, isUpdate: false };
  for (const path of paths) {
    // What the user cannot look at is announced as growing: nobody compares its size then.
    const sizeBytes = sizeOf(path);
    const content = { kind: 'file', id: 'image', path, sizeBytes, isGrowing: sizeBytes === 0 } as const;
    try {
      const run = await connection.begin({ kind: 'image', content }, {});
      told.begins.push('began');
      if (path === paths.at(-1)) told.outcome = await run.add(target);
      await run.end();
    } catch (error) {
      const { code, message } = toErrorData(error);
      told.begins.push(`${code} ${message}`);
    }
  }
  await connection.close();
  process.stdout.write(`${JSON.stringify({ ...told, uid: process.getuid?.() })}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${JSON.stringify(toErrorData(error))}\n`);
  process.exit(1);
});
