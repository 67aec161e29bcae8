/**
 * Another process on a store: adds numbers to it, or is killed in the middle of a replacement.
 * Arguments: folder, first number, how many, and (optional) the call of node:fs/promises at whose n-th use the process
 * kills itself, as a power cut would: "rename", "rm".
 */
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const [folder = '', first = '0', count = '0', killedAt = ''] = process.argv.slice(2);
if (killedAt === 'rename' || killedAt === 'rm') {
  // The product imports the very functions of Node; they are replaced before it is loaded.
  fs[killedAt] = () => {
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  };
  syncBuiltinESMExports();
}
const { numberStore } = await import('./number-store.ts');

const store = numberStore(folder);
for (let number = Number(first); number < Number(first) + Number(count); number += 1) {
  await store.update((numbers) => [...numbers, number]);
}
