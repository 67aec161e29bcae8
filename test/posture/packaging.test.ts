/** The installers' configuration, judged by electron-builder's own validator, offline; and the icons it names. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Validator {
  readonly validateConfiguration: (config: unknown, logger: unknown) => Promise<void>;
}
interface BuilderConfig {
  readonly electronFuses: Readonly<Record<string, boolean>>;
  readonly win: {
    readonly icon: string;
    readonly requestedExecutionLevel: string;
    readonly target: readonly string[];
  };
  readonly mac: { readonly icon: string; readonly target: readonly string[] };
  readonly linux: { readonly icon: string; readonly target: readonly string[] };
  readonly asar: boolean;
  readonly extraResources: readonly { readonly from: string; readonly to: string }[];
}

// electron-builder's library has no types of its own for this inner file.
const require = createRequire(import.meta.url);
const fromBuilder = createRequire(require.resolve('electron-builder'));
const { validateConfiguration } = fromBuilder('app-builder-lib/out/util/config/config') as Validator;
const logger = { isEnabled: false, add: () => undefined };

const config = parse(readFileSync('electron-builder.yml', 'utf8')) as BuilderConfig;

describe('the configuration of the installers', () => {
  test('is valid for electron-builder, which refuses what it does not know', async () => {
    await validateConfiguration(structuredClone(config), logger);
    await expect(validateConfiguration({ ...config, sandbx: true }, logger)).rejects.toThrow(/sandbx/);
  });

  test('makes what is promised for the three systems', () => {
    expect([config.win.target, config.mac.target, config.linux.target]).toEqual([
      ['nsis', 'portable'],
      ['dmg'],
      ['AppImage', 'deb'],
    ]);
  });

  test('asks for no administrator rights: the writer alone does', () => {
    expect(config.win.requestedExecutionLevel).toBe('asInvoker');
  });

  test('blows the fuses that would let the program be another one', () => {
    expect([config.asar, config.electronFuses]).toMatchObject([
      true,
      {
        runAsNode: false,
        enableNodeOptionsEnvironmentVariable: false,
        enableNodeCliInspectArguments: false,
        onlyLoadAppFromAsar: true,
        enableEmbeddedAsarIntegrityValidation: true,
        grantFileProtocolExtraPrivileges: false,
      },
    ]);
  });

  test('packs beside the archive what a program other than Electron reads', () => {
    expect(config.extraResources.map(({ to }) => to)).toEqual([
      'media-builder-writer.cjs',
      '.',
      'boot-image',
    ]);
    const paths = readFileSync('main/platform/resource-paths.ts', 'utf8');
    for (const name of ["'media-builder-writer.cjs'", "'boot-image'", "'node.exe' : 'node'"]) {
      expect(paths).toContain(name);
    }
  });
});

describe('the icons', () => {
  test('are there in every size, as PNG pictures of that size', () => {
    const folder = config.linux.icon;
    const sizes = readdirSync(folder).map((name) => {
      const png = readFileSync(join(folder, name));
      expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
      expect(name).toBe(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}.png`);
      return png.readUInt32BE(16);
    });
    expect(sizes.sort((a, b) => a - b)).toEqual([16, 24, 32, 48, 64, 128, 256, 512, 1024]);
  });

  test('are packed whole into the files for Windows and macOS', () => {
    const ico = readFileSync(config.win.icon);
    const count = ico.readUInt16LE(4);
    const last = 6 + 16 * (count - 1);
    expect([ico.readUInt16LE(2), count, ico.readUInt32LE(last + 8) + ico.readUInt32LE(last + 12)]).toEqual([
      1,
      7,
      ico.length,
    ]);
    const icns = readFileSync(config.mac.icon);
    expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length]);
    expect(existsSync('resources/icons/icon.svg')).toBe(true);
  });
});
