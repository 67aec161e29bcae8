/**
 * The fixture of every spec: a window over a core, the same for each host. A spec says which drives it needs: drives in
 * memory can be plugged, pulled and held; loop devices are written by the program's own writer. What a project cannot give
 * is a skip with its reason, and a failure where the environment demands it.
 */
import { mkdir } from 'node:fs/promises';
import { test as base, type BrowserContext, type Page } from '@playwright/test';
import { createDraftStore } from '#service/draft.ts';
import { createSettingsStore } from '#service/settings.ts';
import { EMPTY_DRAFT, type Draft } from '../../../renderer/state/draft.ts';
import { toStored } from '../../../renderer/state/draft-storage.ts';
import { openService } from '../../../main/hosts/compose/open-service.ts';
import type { LabSession } from '../../../main/hosts/compose/lab-session.ts';
import type { RamMachine } from '../../support/ram-machine.ts';
import { memoryCore, startLab } from './core.ts';
import { electronProgram, electronWindow } from './electron-window.ts';
import { shimWindows } from './shim-window.ts';
import { tempFolder } from './temp.ts';
import { webProgram, webWindows, type WindowSource } from './web-window.ts';
import type { WireCall } from './wire.ts';

export type HostKind = 'web' | 'shim' | 'electron';

export interface HostOptions {
  readonly hostKind: HostKind;
}

interface SpecOptions {
  /** 'machine': this computer's own, written by the program's writer. */
  readonly drives: 'memory' | 'machine';
  /** 'own': the test may close it. */
  readonly lab: 'shared' | 'own';
  /** What the wizard finds of an earlier time; nothing: a new medium. */
  readonly draft: Partial<Draft>;
}

export interface Stage {
  readonly page: Page;
  /** The program's data. */
  readonly data: string;
  /** For the files of the test; gone after it. */
  readonly folder: string;
  /** Every call of the windows so far. */
  readonly wire: readonly WireCall[];
  /** Drives in memory; with the computer's own ones there are none. */
  readonly machine: RamMachine;
  /** The lab of this test. */
  readonly site: LabSession;
  /** Closes the window and opens another one on the same program. */
  reopen(): Promise<Page>;
}

interface Fixtures {
  readonly stage: Stage;
}

interface WorkerFixtures {
  /** Started when it is first needed. */
  readonly sharedLab: () => Promise<LabSession>;
}

export const test = base.extend<Fixtures & SpecOptions, WorkerFixtures & HostOptions>({
  hostKind: ['web', { option: true, scope: 'worker' }],
  drives: ['memory', { option: true }],
  lab: ['shared', { option: true }],
  draft: [{}, { option: true }],
  sharedLab: [
    async ({ hostKind: _ }, use) => {
      await using folder = await tempFolder('lab');
      let started: Promise<LabSession> | undefined;
      await use(() => (started ??= startLab(folder.path)));
      await (await started)?.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  stage: async ({ hostKind, drives, lab, draft, sharedLab, context }, use) => {
    const why = whyNot(hostKind, drives);
    test.skip(why !== undefined, why);
    await using folder = await tempFolder('stage');
    const data = `${folder.path}/data`;
    const files = `${folder.path}/files`;
    await mkdir(files);
    if (Object.keys(draft).length > 0) {
      await createDraftStore({ folder: data }).write(toStored({ ...EMPTY_DRAFT, ...draft }));
    }
    if (drives === 'machine') await createSettingsStore({ folder: data }).update({ showLoopDrives: true });
    const labData = `${folder.path}/own-lab`;
    const site = drives === 'machine' ? undefined : await (lab === 'own' ? startLab(labData) : sharedLab());
    const opened =
      site === undefined ? await machineWindows(hostKind, data) : memoryWindows({ hostKind, data, site });
    const wire: WireCall[] = [];
    let page = await opened.show(context, wire);
    await use({
      get page() {
        return page;
      },
      data,
      folder: files,
      wire,
      get machine() {
        if (opened.machine === undefined) throw new Error('this spec asked for the computer’s own drives');
        return opened.machine;
      },
      get site() {
        if (site === undefined) throw new Error('the program has a lab of its own');
        return site;
      },
      async reopen() {
        await page.close();
        page = await opened.show(context, wire);
        return page;
      },
    });
    await opened.close();
    if (lab === 'own') await site?.close();
  },
});

export { expect } from '@playwright/test';

interface Opened {
  readonly machine?: RamMachine;
  show(context: BrowserContext, wire: WireCall[]): Promise<Page>;
  close(): Promise<void>;
}

function whyNot(hostKind: HostKind, drives: SpecOptions['drives']): string | undefined {
  if (hostKind !== 'electron') return undefined;
  if (electronProgram() === undefined) {
    if (process.env['REQUIRE_ELECTRON'] === '1') {
      throw new Error('REQUIRE_ELECTRON=1, and node_modules/electron/dist holds no binary');
    }
    return 'NOT RUN: Electron binary absent';
  }
  return drives === 'memory' ? 'NOT RUN in Electron: drives in memory exist only in this process' : undefined;
}

interface MemoryOptions {
  readonly hostKind: HostKind;
  readonly data: string;
  readonly site: LabSession;
}

function memoryWindows({ hostKind, data, site }: MemoryOptions): Opened {
  const host = hostKind === 'web' ? 'web' : 'electron';
  const { service, machine } = memoryCore({ host, folder: data, lab: site, locales: ['en-US'] });
  const windows = hostKind === 'web' ? webWindows(service) : Promise.resolve(shimWindows(service));
  return {
    machine,
    show: async (context, wire) => await showIn(await windows, context, wire),
    async close() {
      await (await windows).close();
      await service.close();
    },
  };
}

async function machineWindows(hostKind: HostKind, data: string): Promise<Opened> {
  if (hostKind === 'web') {
    const windows = await webProgram(data);
    return {
      show: (context, wire) => showIn(windows, context, wire),
      close: () => windows.close(),
    };
  }
  if (hostKind === 'electron') {
    const { page, close } = await electronWindow(electronProgram() ?? '', data);
    return { show: () => Promise.resolve(page), close };
  }
  process.env['MEDIA_BUILDER_DATA'] = data;
  const ports = { host: 'electron', locales: ['en-US'], openExternal: () => Promise.resolve() } as const;
  const service = openService(ports, (line) => {
    console.log(line);
  });
  const windows = shimWindows(service);
  return {
    show: (context, wire) => showIn(windows, context, wire),
    async close() {
      await windows.close();
      await service.close();
      delete process.env['MEDIA_BUILDER_DATA'];
    },
  };
}

async function showIn(windows: WindowSource, context: BrowserContext, wire: WireCall[]): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await windows.open(page, wire);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  return page;
}
