/**
 * npm run docs: writes what the code knows into the documents: docs/errors.md from the error catalog, and the tables of
 * the on-disk structures into the README of each format, the JSON schema of request files. With --check it only compares and fails when they differ.
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCatalog } from '#base/errors/catalog.ts';
import { mediaRequestJsonSchema } from '#media/request.ts';
import { describeStruct, type FieldDescription } from '#base/struct.ts';

const onlyCheck = process.argv.includes('--check');
const FORMATS = 'main/formats';
const stale: string[] = [];

interface Described {
  readonly name: string;
  readonly size: number;
  readonly fields: readonly FieldDescription[];
}

await put('docs/errors.md', errorsDocument());
await put('docs/media-request.schema.json', JSON.stringify(mediaRequestJsonSchema()));
for (const format of (await readdir(FORMATS, { withFileTypes: true })).filter((entry) =>
  entry.isDirectory(),
)) {
  const tables = await tablesOf(format.name);
  if (tables.length === 0) continue;
  const path = join(FORMATS, format.name, 'README.md');
  const text = await readFile(path, 'utf8');
  const parts = /^([\s\S]*<!-- tables -->\n)[\s\S]*(<!-- \/tables -->[\s\S]*)$/.exec(text);
  if (parts === null) {
    stale.push(`${path} has no <!-- tables --> section`);
    continue;
  }
  await put(path, `${parts[1] ?? ''}\n${tables.map(describeStruct).join('\n')}\n${parts[2] ?? ''}`);
}

if (stale.length > 0) {
  process.stderr.write(`Out of date (npm run docs makes them anew):\n${stale.join('\n')}\n`);
  process.exitCode = 1;
}

async function tablesOf(format: string): Promise<readonly Described[]> {
  const door = (await import(`../${FORMATS}/${format}/index.ts`)) as Readonly<Record<string, unknown>>;
  const name = Object.keys(door).find((key) => key.endsWith('Tables'));
  // Sound: by house rule every export of a format that ends in "Tables" is a list of structs.
  return name === undefined ? [] : (door[name] as readonly Described[]);
}

function errorsDocument(): string {
  const rows = Object.entries(errorCatalog).map(
    ([code, advice]) => `## ${code}\n\n${advice.cause}\n\n**What to do:** ${advice.remedy}\n`,
  );
  return [
    '# Errors\n',
    'Every error has a code, a message with both values, its usual cause and a remedy.',
    'This page is made from the tables in `main/base/errors` by `npm run docs`; a test compares the two.\n',
    ...rows,
  ].join('\n');
}

async function put(path: string, text: string): Promise<void> {
  const formatted = await format(path, text);
  const present = await readFile(path, 'utf8').catch(() => '');
  if (present === formatted) return;
  if (onlyCheck) stale.push(path);
  else await writeFile(path, formatted);
}

async function format(path: string, text: string): Promise<string> {
  const prettier = await import('prettier');
  return await prettier.format(text, { ...(await prettier.resolveConfig(path)), filepath: path });
}
