/**
 * A writer process whose drives are files: main/hosts/writer with another machine. The files are in the folder "drives"
 * beside the bundle; their names say what they are: "slow-…" and "glacial-…" take their time, "system-…" has "/" mounted from it.
 * With a file "impatient" beside the bundle it waits for nobody as long as the product does.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { guardedDrives } from '../../main/devices/open-drive.ts';
import type { Drive } from '../../main/devices/drive.ts';
import type { BlockDevice } from '../../main/image/block-device.ts';
import { runWriter } from '../../main/hosts/writer/run-writer.ts';
import { MIB } from '../../main/base/units.ts';
import { STICK } from './drives.ts';

const own = dirname(fileURLToPath(import.meta.url));
const folder = join(own, 'drives');
/** What a write of a whole chunk takes; the small ones around it are quick. */
const WRITE_MS: Readonly<Record<string, number>> = { slow: 100, glacial: 30_000 };

function drive(name: string): Drive {
  const device = join(folder, name);
  const isSystem = name.startsWith('system-');
  const isLoop = name.startsWith('loop-');
  return {
    ...STICK,
    device,
    raw: device,
    displayName: device,
    description: `File ${name}`,
    devicePath: `port-${name}`,
    size: statSync(device).size,
    mountpoints: isSystem ? [{ path: '/', label: null }] : [],
    isSystem,
    isVirtual: isLoop,
    kind: isLoop ? 'loop' : 'disk',
    serial: name,
    attachment: '1',
    uses: isSystem ? [{ kind: 'system', device, detail: '/' }] : [],
  };
}

async function openFile({ device, size, serial }: Drive): Promise<BlockDevice> {
  const handle = await open(device, 'r+');
  const writeMs = WRITE_MS[serial?.split('-')[0] ?? ''];
  return {
    name: device,
    sizeBytes: size,
    alignmentBytes: 512,
    isZeroed: false,
    allocate: (sizeBytes) => new Uint8Array(sizeBytes),
    read: async (offset, target) => (await handle.read(target, 0, target.length, offset)).bytesRead,
    async write(offset, source) {
      if (writeMs !== undefined && source.length >= MIB) await setTimeout(writeMs);
      await handle.write(source, 0, source.length, offset);
    },
    truncate: () => Promise.resolve(),
    flush: () => handle.sync(),
    close: () => handle.close(),
  };
}

void runWriter({
  check: () => Promise.resolve([]),
  limits: existsSync(join(own, 'impatient')) ? { silenceMs: 4000, endLimitMs: 1000 } : undefined,
  drives: guardedDrives(() =>
    Promise.resolve({
      list: () => Promise.resolve(readdirSync(folder).map(drive)),
      resolve: (path: string) => Promise.resolve(path),
      claim: () => Promise.resolve({ release: () => Promise.resolve() }),
      openExclusively: openFile,
      openForReading: (path: string) => openFile(drive(path)),
    }),
  ),
});
