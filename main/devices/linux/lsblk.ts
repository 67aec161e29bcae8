/**
 * What lsblk --json says, flattened. Trap: its form grew over the years: before util-linux 2.33 numbers and booleans were
 * strings ("1"), before 2.37 there was only one "mountpoint"; columns it does not know are missing, and a RAID appears
 * once under each member.
 */
import * as z from 'zod/mini';
import { checkAnswer } from '../check-answer.ts';

const text = z.nullish(z.union([z.string(), z.pipe(z.number(), z.transform(String))]));
const count = z.catch(
  z.nullish(z.union([z.number(), z.pipe(z.string().check(z.regex(/^\d+$/)), z.transform(Number))])),
  null,
);

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

const tree: z.ZodMiniType<readonly LsblkTree[]> = z.array(
  z.extend(row, {
    get children() {
      return z.optional(tree);
    },
  }),
);

const answer = z.object({ blockdevices: tree });

export type LsblkRow = z.output<typeof row>;
type LsblkTree = LsblkRow & { readonly children?: readonly LsblkTree[] | undefined };

/**
 * Rows by the kernel's name ("sdb", "dm-0").
 * @throws MediaError E_DEVICE_LIST when this is not what lsblk prints
 */
export function parseLsblk(json: unknown): ReadonlyMap<string, LsblkRow> {
  const { blockdevices } = checkAnswer(answer, json, 'lsblk printed something unexpected');
  const rows = new Map<string, LsblkRow>();
  const add = (branch: readonly LsblkTree[]): void => {
    for (const one of branch) {
      rows.set((one.kname ?? one.name).replace(/^\/dev\//, '').replaceAll('/', '!'), one);
      add(one.children ?? []);
    }
  };
  add(blockdevices);
  return rows;
}
