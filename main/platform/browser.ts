/** Opens pages in the user's browser, without a library: each system has a program for it. */
import { MediaError } from '#base/errors/media-error.ts';
import { startDetached } from './spawn.ts';

export interface BrowserFacts {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
}

export interface BrowserCommand {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * What opens the page; undefined where there is no screen, and for root: a browser must not run with all rights, and most
 * refuse to.
 */
export function browserCommand(
  { platform, env, isRoot }: BrowserFacts,
  url: string,
): BrowserCommand | undefined {
  if (platform === 'win32') {
    // Not `cmd /c start`: that would read the & of an address as the end of a command.
    const system = env['SystemRoot'] ?? 'C:\\Windows';
    return { program: `${system}\\System32\\rundll32.exe`, args: ['url.dll,FileProtocolHandler', url] };
  }
  if (isRoot) return undefined;
  if (platform === 'darwin') return { program: '/usr/bin/open', args: [url] };
  const hasScreen = [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((one) => one !== undefined && one !== '');
  return hasScreen ? { program: 'xdg-open', args: [url] } : undefined;
}

/**
 * Opens a page in the browser of this user, if there is one.
 * @returns whether the program for it was started; what it does then is not known
 */
export async function openInBrowser(url: string, facts: BrowserFacts = browserFacts()): Promise<boolean> {
  const { protocol } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new MediaError('E_HOST_LINK', `${protocol} is not opened in the browser`);
  }
  const command = browserCommand(facts, url);
  return command !== undefined && (await startDetached(command.program, command.args));
}

function browserFacts(): BrowserFacts {
  return { platform: process.platform, env: process.env, isRoot: process.getuid?.() === 0 };
}
