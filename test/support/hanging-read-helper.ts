/** Opens a pipe nobody writes to, which hangs in the operating system like a broken stick, and ends with code 1. */
import { open } from 'node:fs/promises';
import { endProcess } from '../../main/hosts/cli/end-process.ts';

const [pipe = ''] = process.argv.slice(2);
if (pipe !== '') void open(pipe, 'r');
process.stdout.write('the result\n');
await endProcess(1, { stdout: process.stdout, stderr: process.stderr, limitMs: 100 });
