/**
 * The window that is built in dist, as the desktop program serves it (the same answers, the same content security policy),
 * over the sample core: fast, and the same on every computer, for what concerns only how the window looks and reads.
 * WINDOW_FOLDER names another build of it.
 */
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { build } from 'esbuild';
import type { MediaKind } from '#contract/media-request.ts';
import { windowFiles } from '#platform/resource-paths.ts';
import { answerAppRequest } from '../../../main/hosts/electron/protocol.ts';
import { PAGE_URL } from '../../../main/hosts/electron/policy.ts';
import type { Language } from './words.ts';

/** No server has this name. */
const ORIGIN = 'https://media-builder.test';

export interface SampleOptions {
  readonly language?: Language;
  /** 'system' follows what Playwright emulates, also in the middle of a test. */
  readonly theme?: 'system' | 'light' | 'dark' | 'high-contrast';
  readonly kind?: MediaKind;
  /** State of the job that Create starts. */
  readonly job?: 'running' | 'done' | 'failed';
  /** Which lists the site has: normal, empty, offline, error, loading, large. */
  readonly sample?: string;
  /** Without a draft of before. */
  readonly isNew?: boolean;
}

/** Opens the window on its first page, with a draft that only lacks drives and a password. */
export async function openSample(page: Page, options: SampleOptions = {}): Promise<void> {
  const {
    language = 'en',
    theme = 'system',
    kind = 'bootable',
    job = 'running',
    sample = 'normal',
    isNew = false,
  } = options;
  const assets = process.env['WINDOW_FOLDER'] ?? windowFiles().assets;
  await page.unrouteAll();
  await page.route(`${ORIGIN}/**`, async (route) => {
    const request = route.request();
    const url = new URL(request.url());
    const answer = await answerAppRequest(
      { method: request.method(), url: `${PAGE_URL}${url.pathname.slice(1)}` },
      assets,
    );
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  });
  await page.addInitScript({ content: await sampleCore() });
  const query = new URLSearchParams({
    sample,
    job,
    settings: JSON.stringify({ language, theme }),
    draft: JSON.stringify(isNew ? null : { ...DRAFT, kind }),
  });
  await page.goto(`${ORIGIN}/?${query.toString()}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** Everything the pages ask for, of all kinds; names are the sample core's. */
const DRAFT = {
  site: 'lab',
  label: 'Contoso Reset',
  isoPath: '/home/anna/contoso.iso',
  wimPath: '/home/anna/contoso.wim',
  createdBy: 'Anna Berg',
  version: '3',
  taskSequenceId: 'PS100010',
  bootImageId: 'PS100001',
  distributionPoint: 'dp01.contoso.test',
  managementPoints: ['mp01.contoso.test'],
  cmg: 'contoso-cmg.contoso.test',
  imagePackageId: 'PS100050',
  imageIndex: 1,
  applications: ['ScopeId_1/Application_7zip'],
  packages: ['PS100030'],
  driverPackages: ['PS100040', 'PS100042'],
  distributionPoints: ['dp01.contoso.test'],
  variables: [
    { id: 'v1', name: 'OSDComputerName', value: 'HH-%SerialNumber%', isHidden: false },
    { id: 'v2', name: 'SMSTSPreferredAdvertID', value: 'PS120010', isHidden: false },
  ],
  hasPrestart: true,
  prestartCommand: 'cmd.exe /c prestart.cmd',
  prestartPackageId: 'PS100031',
} as const;

let bundled: Promise<string> | undefined;

function sampleCore(): Promise<string> {
  bundled ??= build({
    entryPoints: [fileURLToPath(new URL('./sample-core.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? '');
  return bundled;
}
