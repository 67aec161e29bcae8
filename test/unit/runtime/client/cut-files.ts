/**
 * File operations with a power cut at the n-th one that changes something: half of what it writes is there, and nothing
 * works afterwards. Counting tells how many there are.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { diskFiles, type Files } from '../../../../resources/runtime/client/files.ts';

export class PowerCut extends Error {}

export class CuttingPower {
  readonly files: Files;
  #left: number;
  #isOff = false;
  /** Changes so far. */
  count = 0;

  /** `after`: changes that still happen whole; none is cut when it is not given. */
  constructor(after = Number.POSITIVE_INFINITY) {
    this.#left = after;
    this.files = {
      ...diskFiles,
      write: async (path, data, options) => {
        await this.change(
          async () => {
            await diskFiles.write(path, data, options);
          },
          async () => {
            await writeFile(path, data.subarray(0, data.length / 2));
          },
        );
      },
      copyFile: async (from, to) => {
        await this.change(
          async () => {
            await diskFiles.copyFile(from, to);
          },
          async () => {
            const data = await readFile(from);
            await writeFile(to, data.subarray(0, data.length / 2));
          },
        );
      },
      rename: async (from, to) => {
        await this.change(async () => {
          await diskFiles.rename(from, to);
        });
      },
      remove: async (path) => {
        await this.change(async () => {
          await diskFiles.remove(path);
        });
      },
      makeFolder: async (path) => {
        await this.change(async () => {
          await diskFiles.makeFolder(path);
        });
      },
    };
  }

  /** Does a change, or the half of it that the power allows. */
  async change(whole: () => Promise<void>, half?: () => Promise<void>): Promise<void> {
    if (this.#isOff) throw new PowerCut('the power is off');
    this.count++;
    if (this.#left-- > 0) {
      await whole();
      return;
    }
    this.#isOff = true;
    await half?.();
    throw new PowerCut(`the power went at change ${this.count}`);
  }
}
