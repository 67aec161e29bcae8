/**
 * The end of the process when its work is done. Usually nothing is left and Node ends by itself. A broken stick can keep
 * a read in the operating system for minutes, though, and neither Node nor `process.exit` ends before the thread of that
 * read comes back; the last resort is to end the own process by force.
 * Trap: an end by force cannot carry the exit code: shells show 137. Some reads (those that wait for a page of the cache)
 * cannot even be killed; the kernel then keeps the process until the drive answers or is pulled out.
 */

const END_LIMIT_MS = 5000;

export interface EndOptions {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** How long what still runs may take; the product's limit unless told. */
  readonly limitMs?: number;
}

/** Ends the process with the code: at once when nothing runs any more, at the limit in any case. */
export async function endProcess(code: number, { stdout, stderr, limitMs }: EndOptions): Promise<void> {
  process.exitCode = code;
  // Whoever reads slowly (a pager) gets everything first, however long that takes.
  await new Promise((resolve) => {
    stdout.write('', resolve);
  });
  // It keeps nobody waiting: without other work the process ends before.
  setTimeout(() => {
    const hangs = process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
    if (!hangs) process.exit(code);
    stderr.write(
      'A drive still holds a request of this program, which ends by force as soon as the system lets it.\n',
      () => {
        process.kill(process.pid, 'SIGKILL');
      },
    );
  }, limitMs ?? END_LIMIT_MS).unref();
}
