/**
 * The web host as a program: prints its address, opens the browser, runs until Ctrl+C. It does not end when its last
 * window is closed: browsers put tabs to sleep, and a window that comes back must find its program (decision 017).
 * Ctrl+C while a job runs cancels the job and ends when that is cleaned up; a second one ends at once.
 */
import type { Readable } from 'node:stream';
import type { AppService } from '#service/host-ports.ts';
import type { Language } from '../window/language.ts';
import { hostLines } from './lines.ts';
import { startWebHost } from './server.ts';

export interface WebProgram {
  readonly service: AppService;
  readonly assets: string;
  readonly random: (size: number) => Uint8Array;
  readonly language: Language;
  /** @returns whether there is a browser to open it */
  readonly openBrowser: (url: string) => Promise<boolean>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly print: (line: string) => void;
  /** Aborted by Ctrl+C or the end of the session. */
  readonly signal: AbortSignal;
}

/** @returns the exit code: 0, or 130 when a job was cancelled by the end */
export async function runWebProgram(program: WebProgram): Promise<number> {
  const { service, print, signal, stdin } = program;
  const text = hostLines[program.language];
  const host = await startWebHost(program);
  const announce = async (): Promise<void> => {
    const address = host.newAddress();
    const isOpened = await program.openBrowser(address);
    print(`${isOpened ? text.opened : text.open}: ${address}`);
  };
  const again = (): void => {
    print(`${text.open}: ${host.newAddress()}`);
  };
  try {
    await announce();
    print(stdin.isTTY === true ? text.hintTerminal : text.hint);
    if (stdin.isTTY === true) stdin.on('data', again);
    await aborted(signal);
    const wasBusy = service.isBusy();
    if (wasBusy) print(text.cancelling);
    await service.close();
    return wasBusy ? 130 : 0;
  } finally {
    stdin.off('data', again);
    stdin.pause();
    await host.close();
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
