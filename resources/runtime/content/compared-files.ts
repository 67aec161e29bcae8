/** Files that were compared with their SHA-256 in this run: one that did not change since is not read again. */
import type { ContentFile } from '../engine/content-port.ts';
import { hasContent, lookOf } from './local-files.ts';

export class ComparedFiles {
  /** What each looked like when it was right. */
  readonly #looks = new Map<string, string>();

  /** The file is there and right. */
  async has(folder: string, file: ContentFile): Promise<boolean> {
    const key = `${folder}\n${file.path}\n${file.sha256}`;
    const look = await lookOf(folder, file);
    if (look === undefined) return false;
    if (this.#looks.get(key) === look) return true;
    const isRight = await hasContent(folder, file);
    if (isRight) this.#looks.set(key, look);
    return isRight;
  }

  async hasAll(folder: string, files: readonly ContentFile[]): Promise<boolean> {
    for (const file of files) if (!(await this.has(folder, file))) return false;
    return true;
  }
}
