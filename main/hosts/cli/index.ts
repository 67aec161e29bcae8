/** Entry of the command line: joins the process with the program and ends with its exit code. */
import { endProcess } from './end-process.ts';
import { runCommandLine } from './program.ts';

const abort = new AbortController();
// The first Ctrl+C cancels and cleans up; the second one ends at once, as Node does without a listener.
process.once('SIGINT', () => {
  abort.abort(new Error('Ctrl+C'));
});
process.once('SIGTERM', () => {
  abort.abort(new Error('SIGTERM'));
});

// Whoever reads our output may go away (`| head`) or its disk may be full: clean up then, as for Ctrl+C.
process.stdout.on('error', (error) => {
  abort.abort(error);
});
process.stderr.on('error', () => {
  // Progress and remarks nobody reads; the result goes to standard output.
});

const exitCode = await runCommandLine(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: abort.signal,
  clock: () => new Date(),
});
await endProcess(exitCode, { stdout: process.stdout, stderr: process.stderr });
