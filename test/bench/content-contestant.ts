/**
 * Our downloader as a contestant: fetches all files of the bench's server into a folder, hash-checked.
 *   content-contestant ROOT-PEM BASE-URL HASHES-FILE BYTES FOLDER
 */
import { readFileSync } from 'node:fs';
import { createContent } from '../../resources/runtime/content/content.ts';
import { VariableStore } from '../../resources/runtime/engine/variables.ts';

const [rootFile = '', base = '', hashesFile = '', sizeText = '0', folder = ''] = process.argv.slice(2);
const hashes = readFileSync(hashesFile, 'utf8').trim().split('\n');
const sizeBytes = Number(sizeText);
const files = hashes.map((sha256, index) => ({
  path: `${index}.bin`,
  sizeBytes,
  sha256,
  url: `${base}/${index}.bin`,
}));

const content = createContent({
  source: {
    contentLocations: () => Promise.resolve([new URL(base)]),
    contentList: () => Promise.resolve({ packageId: 'BENCH', version: '1', expires: '', files }),
  },
  rootsPem: [readFileSync(rootFile, 'utf8')],
  clock: {
    now: () => new Date(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  },
  variables: new VariableStore(),
  cacheFolder: () => Promise.resolve(folder),
  log: (text) => {
    console.error(text);
  },
});
await content.packageFolder('BENCH');
content.close();
