/**
 * What lsblk --json says, flattened. Trap: its form grew over the years: before util-linux 2.33 numbers and booleans were
 * strings ("1"), before 2.37 there was only one "mountpoint"; columns it does not know are missing, and a RAID appears
 * once under each member.
 */
import { z } from 'zod';
import { MediaError } from '#base/errors/media-error.ts';

const text = z.union([z.string(), z.number().transform(String)]).nullish();
const count = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .nullish()
  .catch(null);

const row = z.object({
  name: z.string(),
  kname: text,
  path: text,
  type: text,
  fstype: text,
  label: text,
  pttype: text,
  vendor: text,
  model: text,
  serial: text,
  tran: text,
  size: count,
  fsused: count,
});

const tree: z.ZodType<readonly LsblkTree[]> = z.array(
  row.extend({
    get children() {
      return tree.optional();
    },
  }),
);

export type LsblkRow = z.output<typeof row>;
type LsblkTree = LsblkRow & { readonly children?: readonly LsblkTree[] | undefined };

/**
 * Rows by the kernel's name ("sdb", "dm-0").
 * @throws MediaError E_DEVICE_LIST when this is not what lsblk prints
 */
export function parseLsblk(json: unknown): ReadonlyMap<string, LsblkRow> {
  const parsed = z.object({ blockdevices: tree }).safeParse(json);
  if (!parsed.success) {
    const message = `lsblk printed something unexpected: ${z.prettifyError(parsed.error)}`;
    throw new MediaError('E_DEVICE_LIST', message.slice(0, 500), { cause: parsed.error });
  }
  const rows = new Map<string, LsblkRow>();
  const add = (branch: readonly LsblkTree[]): void => {
    for (const one of branch) {
      rows.set((one.kname ?? one.name).replace(/^\/dev\//, '').replaceAll('/', '!'), one);
      add(one.children ?? []);
    }
  };
  add(parsed.data.blockdevices);
  return rows;
}
