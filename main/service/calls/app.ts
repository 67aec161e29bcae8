/** Calls of the area "app": the program itself, the system's dialogs, folders and outputs. */
import { MediaError } from '#base/errors/media-error.ts';
import type { Handlers } from '../dispatch.ts';
import { checkOutput } from '../check-output.ts';
import { documentsFolder, listFolder } from '../list-folder.ts';
import type { ServicePorts } from '../service-ports.ts';

type AppHandlers = Pick<
  Handlers,
  'app.info' | 'app.openExternal' | 'app.pickFile' | 'app.listFolder' | 'app.checkOutput'
>;

/** Microsoft's documentation; the program's own help is inside the program. */
const DOCUMENTATION_HOSTS: readonly string[] = ['learn.microsoft.com'];

export function appHandlers({ host, settings, builderVersion, dataFolder }: ServicePorts): AppHandlers {
  return {
    'app.info': async () => ({
      version: builderVersion,
      host: host.host,
      platform: process.platform,
      locales: [...host.locales],
      hasFileDialogs: host.pickFile !== undefined,
      defaultFolder: (await settings.read()).defaultFolder ?? (await documentsFolder()),
      dataFolder,
    }),
    'app.openExternal': async ({ url }) => {
      await host.openExternal(documentationUrl(url));
      return {};
    },
    'app.pickFile': async (options) => {
      if (host.pickFile === undefined) {
        throw new MediaError('E_HOST_NO_DIALOG', 'this host has no file dialogs of the system');
      }
      return { path: await host.pickFile(options) };
    },
    'app.listFolder': async (input, { signal }) => await listFolder(input, signal),
    'app.checkOutput': async (output) => await checkOutput(output),
  };
}

/**
 * The address when it leads to the documentation.
 * @throws MediaError E_HOST_LINK for every other one
 */
function documentationUrl(text: string): string {
  const url = new URL(text);
  const isAllowed =
    url.protocol === 'https:' &&
    DOCUMENTATION_HOSTS.includes(url.hostname) &&
    url.port === '' &&
    url.username === '' &&
    url.password === '';
  if (isAllowed) return url.href;
  throw new MediaError('E_HOST_LINK', `${url.protocol}//${url.host} is no page of the documentation`);
}
