/**
 * The `drivelist` package as a second opinion: when the system's own adapter cannot list, what drivelist finds is shown,
 * so that the user sees the drives and the reason. It is loaded on first use and may be missing: it is an optional
 * dependency whose native part (Windows, macOS) needs a compiler where there is no ready-made one.
 * Trap: it is for looking only. It does not follow LVM, LUKS, RAID or loop devices, and on Linux does not ask what is
 * mounted before it says "not a system drive"; so its records carry an error, and the guarded flow, which lists for
 * itself with the system's own adapter, never opens a drive from them.
 */
import * as z from 'zod/mini';
import { printableText } from './drive-text.ts';
import type { Drive } from './drive.ts';
import { isSystemUse, useOfMount } from './guard.ts';

const record = z.object({
  device: z.string().check(z.minLength(1)),
  raw: z.nullish(z.string()),
  displayName: z.nullish(z.string()),
  description: z.nullish(z.string()),
  busType: z.nullish(z.string()),
  devicePath: z.nullish(z.string()),
  size: z.nullish(z.number().check(z.nonnegative())),
  blockSize: z.catch(z.nullish(z.number().check(z.positive())), null),
  logicalBlockSize: z.catch(z.nullish(z.number().check(z.positive())), null),
  partitionTableType: z.catch(z.nullish(z.enum(['gpt', 'mbr'])), null),
  mountpoints: z.nullish(z.array(z.object({ path: z.string(), label: z.nullish(z.string()) }))),
  isSystem: z.nullish(z.boolean()),
  isReadOnly: z.nullish(z.boolean()),
  isRemovable: z.nullish(z.boolean()),
  isUSB: z.nullish(z.boolean()),
  isCard: z.nullish(z.boolean()),
  isVirtual: z.nullish(z.boolean()),
  error: z.catch(z.nullish(z.string()), 'drivelist reports an error it does not name'),
});

/** Memory that looks like a disk. */
const NO_DRIVE = /^\/dev\/(zram|ram)\d+$/;

const UNKNOWN_USE = 'found by drivelist, which does not tell everything that uses a drive';

/**
 * All drives drivelist finds; undefined when the package or its native part is not there, or fails. Never rejects.
 * @param load how to get the package; tests give recorded answers
 */
export async function listByDrivelist(
  load: () => Promise<unknown> = () => import('drivelist'),
): Promise<readonly Drive[] | undefined> {
  try {
    const answer = await listOf(await load());
    return z
      .array(record)
      .parse(answer)
      .filter(({ device }) => !NO_DRIVE.test(device))
      .map(driveOf);
  } catch {
    return undefined;
  }
}

/** The package's function. */
const listing = z.object({ list: z.custom<() => unknown>((value) => typeof value === 'function') });

async function listOf(module: unknown): Promise<unknown> {
  // A CommonJS package: its functions are on the module or on its default export.
  const parsed = z
    .union([
      listing,
      z.pipe(
        z.object({ default: listing }),
        z.transform((one) => one.default),
      ),
    ])
    .parse(module);
  return await parsed.list();
}

function driveOf(found: z.output<typeof record>): Drive {
  const { device } = found;
  const mountpoints = (found.mountpoints ?? []).map(({ path, label }) => ({ path, label: label ?? null }));
  const uses = mountpoints.map(({ path }) => useOfMount(device, path));
  const isUSB = found.isUSB ?? found.busType?.toLowerCase() === 'usb';
  const description = printableText(found.description ?? '');
  const logicalBlockSize = found.logicalBlockSize ?? 512;
  return {
    device,
    raw: found.raw ?? device,
    displayName: printableText(found.displayName ?? device),
    description: description === '' ? `Drive ${printableText(device)}` : description,
    enumerator: 'drivelist',
    busType: (found.busType ?? 'unknown').toLowerCase(),
    devicePath: found.devicePath ?? null,
    size: found.size ?? 0,
    logicalBlockSize,
    blockSize: found.blockSize ?? logicalBlockSize,
    partitionTableType: found.partitionTableType ?? null,
    mountpoints,
    isSystem: found.isSystem === true || isSystemUse(uses),
    isReadOnly: found.isReadOnly ?? false,
    isRemovable: found.isRemovable ?? isUSB,
    isUSB,
    isCard: found.isCard ?? false,
    isVirtual: found.isVirtual ?? false,
    error: found.error ?? UNKNOWN_USE,
    kind: 'disk',
    serial: null,
    attachment: null,
    volumes: [],
    uses,
  };
}
