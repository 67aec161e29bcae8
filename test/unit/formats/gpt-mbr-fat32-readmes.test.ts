import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fat32Tables } from '#formats/fat32/index.ts';
import { gptTables } from '#formats/gpt/index.ts';
import { mbrTables } from '#formats/mbr/index.ts';

const FORMATS = { fat32: fat32Tables, gpt: gptTables, mbr: mbrTables } as const;

for (const [format, tables] of Object.entries(FORMATS)) {
  test(`the README of ${format} explains every structure and field`, () => {
    const readme = readFileSync(
      new URL(`../../../main/formats/${format}/README.md`, import.meta.url),
      'utf8',
    );
    for (const { name, size, fields } of tables) {
      const section = readme.split(`### ${name} (${size} bytes)`)[1] ?? '';
      for (const field of fields) expect(section, `${name}.${field.name}`).toContain(`\`${field.name}\``);
    }
  });
}
