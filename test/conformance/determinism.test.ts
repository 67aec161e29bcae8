/**
 * Two builds with the same clock and ids are byte-identical: the whole way from request to file, with the real boot
 * image. "Ids" are what comes from outside by nature: the media identity (with its key) and the site's media token.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { encodeUtf8 } from '#base/bytes.ts';
import { sha256Hex } from '#base/hash.ts';
import { generateRsaKey } from '#base/rsa.ts';
import { createMediaIdentity } from '#media/certificate.ts';
import { planBootableMedia, type MediaPlan } from '#media/plan.ts';
import { BOOT_PARTS, bootPartPath, parseBootImageDescription, type BootPartName } from '#media/boot-image.ts';
import type { BootablePlanInput } from '#media/plan-input.ts';
import { parseBootableRequest } from '#media/request.ts';
import { fileContent } from '#platform/files.ts';
import { systemRandom } from '#platform/random.ts';
import { bootImageFolder } from '#platform/resource-paths.ts';
import { writeOutputs } from '#service/write-outputs.ts';
import { tempFolder } from '../support/temp.ts';

const folder = await tempFolder('determinism');
const NOW = new Date('2026-11-20T12:00:00Z');

async function planInput(): Promise<BootablePlanInput> {
  const at = (path: string): string => join(bootImageFolder(), path);
  const description = parseBootImageDescription(await readFile(at('boot-image.json')));
  const contents = new Map(
    await Promise.all(
      description.files.map(
        async ({ path, sha256 }) => [path, await fileContent(at(path), { sha256 })] as const,
      ),
    ),
  );
  const parts = await Promise.all(
    BOOT_PARTS.map(async (part) => [part, await readFile(at(bootPartPath(part)))] as const),
  );
  return {
    request: parseBootableRequest({
      kind: 'bootable',
      mediaManagement: 'internet-based',
      bootImageId: 'PS100001',
      cmg: 'contoso-cmg.contoso.test',
    }),
    secrets: { password: 'mT4kWq9zRb7XsHn2Vd' },
    site: {
      siteCode: 'PS1',
      rootCaCertificates: [encodeUtf8('root')],
      ports: { http: 80, https: 443 },
      checkRevocation: false,
    },
    policySource: {
      mediaManagement: 'internet-based',
      gateway: {
        address: 'contoso-cmg.contoso.test',
        mutualAuthPath: 'CCM_Proxy_MutualAuth/72057594037928100',
      },
      mediaToken: { token: 'a.b.c', expires: '2027-05-22T12:00:00.000Z' },
    },
    bootImage: {
      sourceVersion: 1,
      description,
      fileAt: (path) => contents.get(path),
      bootParts: Object.fromEntries(parts) as unknown as Record<BootPartName, Uint8Array>,
    },
    identity: await createMediaIdentity({
      mediaId: '79f64bd7-0dea-4d26-86d4-1a624d62076d',
      start: NOW,
      random: (count) => systemRandom.bytes(count),
      generateKey: generateRsaKey,
    }),
    createdAt: NOW,
    builderVersion: '0.0.0',
  };
}

async function build(plan: MediaPlan, name: string): Promise<readonly string[]> {
  const targets = [
    { kind: 'iso', path: join(folder, `${name}.iso`) },
    { kind: 'image', path: join(folder, `${name}.img`) },
  ] as const;
  const results = await writeOutputs(plan, { files: targets });
  expect(results.files.map((one) => one.ok)).toEqual([true, true]);
  return await Promise.all(targets.map(async ({ path }) => sha256Hex(await readFile(path))));
}

const zone = process.env['TZ'];
afterEach(() => {
  vi.useRealTimers();
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

test('two builds with the same clock and ids are byte-identical, a third with another id is not', async () => {
  const input = await planInput();
  const first = await build(planBootableMedia(input), 'first');
  // Another day and another time zone on the computer's own clock: only the clock that is handed in may count.
  vi.useFakeTimers({ now: new Date('2031-07-04T03:02:01Z'), toFake: ['Date'] });
  process.env['TZ'] = 'Asia/Kathmandu';
  const second = await build(planBootableMedia(input), 'second');
  expect(second).toEqual(first);
  vi.useRealTimers();
  const other = await build(planBootableMedia({ ...(await planInput()) }), 'third');
  expect(other[0]).not.toBe(first[0]);
  expect(other[1]).not.toBe(first[1]);
});
