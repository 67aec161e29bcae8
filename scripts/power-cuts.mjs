// npm run test:power-cuts -- [cuts] [seed] [first]: power cuts of a deployment in QEMU, as many as wanted (20). The boot
// suite takes one. A long run can be done in pieces: the same seed, with the number of the first cut.
import { fail, packageProgram, run } from './lib.mjs';

const [cuts = '20', seed = String(Date.now() % 1_000_000), first = '1'] = process.argv.slice(2);
if (![cuts, seed, first].every((one) => /^[1-9]\d*$/.test(one)))
  fail('Usage: npm run test:power-cuts -- [number of cuts] [seed] [number of the first cut]');
process.env.PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
const env = { ...process.env, POWER_CUTS: cuts, POWER_SEED: seed, POWER_FIRST: first };
const test = ['run', '--project', 'boot', 'test/boot/faults.test.ts', '-t', 'whenever the power goes'];
process.exit(run(packageProgram('vitest'), test, { env }));
