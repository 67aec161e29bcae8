// Draws the icons of resources/icons from their SVG sources with headless Chromium, and packs them into .ico and .icns.
// For whoever changes the drawing; the results are in the repository, so nobody else needs Chromium for them.
// `node scripts/icons.mjs`; CHROMIUM names another browser than /usr/bin/chromium.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { root, say } from './lib.mjs';

const folder = join(root, 'resources', 'icons');
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
/** Up to this size the simpler drawing is used. */
const SMALL = 32;

const pictures = await draw();
for (const [size, png] of pictures) writeFileSync(join(folder, 'png', `${size}x${size}.png`), png);
writeFileSync(join(folder, 'icon.ico'), ico([16, 24, 32, 48, 64, 128, 256]));
writeFileSync(join(folder, 'icon.icns'), icns());
say(`icons: ${SIZES.join(', ')} pixels, icon.ico, icon.icns`);

async function draw() {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  // Chromium refuses its sandbox to root; the only pages are our own drawings.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args });
  const drawn = new Map();
  for (const size of SIZES) {
    const source = readFileSync(join(folder, size <= SMALL ? 'icon-small.svg' : 'icon.svg'), 'utf8');
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(
      `<style>html,body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${source}`,
    );
    drawn.set(size, await page.screenshot({ omitBackground: true }));
    await page.close();
  }
  await browser.close();
  return drawn;
}

/** Windows' icon file: a table of PNG pictures. https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10) */
function ico(sizes) {
  const table = Buffer.alloc(6 + 16 * sizes.length);
  table.writeUInt16LE(1, 2); // kind: icon
  table.writeUInt16LE(sizes.length, 4);
  let offset = table.length;
  for (const [index, size] of sizes.entries()) {
    const at = 6 + 16 * index;
    const { length } = pictures.get(size);
    table.writeUInt8(size % 256, at); // width; 256 is written as 0
    table.writeUInt8(size % 256, at + 1); // height
    table.writeUInt16LE(1, at + 4); // planes
    table.writeUInt16LE(32, at + 6); // bits of a pixel
    table.writeUInt32LE(length, at + 8);
    table.writeUInt32LE(offset, at + 12);
    offset += length;
  }
  return Buffer.concat([table, ...sizes.map((size) => pictures.get(size))]);
}

/** macOS' icon file: "icns", the length of all, then for each picture a type, a length and a PNG, big-endian. */
function icns() {
  const types = [
    ['icp4', 16],
    ['icp5', 32],
    ['icp6', 64],
    ['ic07', 128],
    ['ic08', 256],
    ['ic09', 512],
    ['ic10', 1024],
  ];
  const parts = types.map(([type, size]) => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(8 + pictures.get(size).length, 4);
    return Buffer.concat([head, pictures.get(size)]);
  });
  const head = Buffer.alloc(8);
  head.write('icns', 'latin1');
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 4);
  return Buffer.concat([head, ...parts]);
}
