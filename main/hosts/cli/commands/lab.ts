/** `media-builder lab`: the lab site until Ctrl+C. */
import { once } from 'node:events';
import { MediaError } from '#base/errors/media-error.ts';
import { bootImageFolder, systemImageFolder } from '#platform/resource-paths.ts';
import { MAX_SCALE } from '../../../lab/data/world.ts';
import { startLab } from '../../../lab/server.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';

export interface LabOptions {
  readonly data: string;
  readonly port?: string;
  readonly scale?: string;
}

export async function runLab(context: CommandContext, options: LabOptions): Promise<number> {
  const { output, signal } = context;
  const lab = await startLab({
    dataFolder: options.data,
    bootImageFolder: bootImageFolder(),
    systemImageFolder: systemImageFolder(),
    ...(options.port === undefined ? {} : { port: wholeNumber(options.port, '--port', 65_535) }),
    ...(options.scale === undefined ? {} : { scale: wholeNumber(options.scale, '--scale', MAX_SCALE) }),
  });
  try {
    const { facts } = lab;
    output.data('lab', facts);
    const gateways = lab.site.world.gateways.map((gateway) => gateway.hostName).join(', ');
    output.text(
      [
        `The lab site ${facts.siteCode} runs. Its data lie in ${options.data} (delete the folder to begin anew).`,
        '',
        `  AdminService      ${facts.adminServiceUrl}`,
        `  Sign-in token     in ${facts.tokenPath}`,
        `  Root certificate  ${facts.rootCertificatePath}`,
        `  Gateways          https://127.0.0.1:${facts.gatewayPort} (by name: ${gateways})`,
        '',
        'Ctrl+C stops it.',
      ].join('\n'),
    );
    if (!signal.aborted) await once(signal, 'abort');
    output.note('The lab site stops.');
    return EXIT.done;
  } finally {
    await lab.close();
  }
}

function wholeNumber(text: string, option: string, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new MediaError('E_USAGE', `${option} wants a whole number up to ${max}, got "${text}"`);
  }
  return value;
}
