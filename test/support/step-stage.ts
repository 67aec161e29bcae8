/**
 * One step on disks made of image files, with real tools: what the steps that divide and fill disks are tested on.
 * Trap: a volume that is left mounted holds its loop device; `close` is called after each test.
 */
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterEach, test } from 'vitest';
import { sha256Hex } from '#base/hash.ts';
import { MediaError } from '#base/errors/media-error.ts';
import { openDisks, type OpenDisks } from '../../resources/runtime/disks/disks.ts';
import type { ContentPort } from '../../resources/runtime/engine/content-port.ts';
import type { EnginePorts, StepActivity, StepSuccess } from '../../resources/runtime/engine/ports.ts';
import {
  parseSequence,
  type SequenceNode,
  type SequenceStep,
} from '../../resources/runtime/engine/sequence.ts';
import type { StepContext } from '../../resources/runtime/engine/steps/definition.ts';
import { settingsOf } from '../../resources/runtime/engine/steps/settings.ts';
import { definitionOf } from '../../resources/runtime/engine/steps/table.ts';
import { VariableStore } from '../../resources/runtime/engine/variables.ts';
import { idlePorts, testHeader } from '../unit/runtime/idle-ports.ts';
import { hasProgram, testWith } from './oracle.ts';
import { imageBackend, makeImage, type ImageDisk } from './image-disks.ts';
import { tempFolder } from './temp.ts';

export interface StepStage {
  readonly disks: OpenDisks;
  readonly images: readonly ImageDisk[];
  readonly variables: VariableStore;
  readonly log: readonly string[];
  readonly activities: readonly StepActivity[];
  readonly folder: string;
  /** Program names with their arguments, in order. */
  readonly tools: readonly string[];
  /** Runs the first step of a sequence text. */
  run(xml: string, options?: { readonly signal?: AbortSignal }): Promise<StepSuccess>;
}

export interface StepStageOptions {
  readonly diskBytes: readonly number[];
  readonly removable?: readonly number[];
  readonly variables?: Readonly<Record<string, string>>;
  /** Folder with one folder for each package. */
  readonly packages?: string;
  /** Takes the place of the content that is read from `packages`. */
  readonly content?: (port: ContentPort) => ContentPort;
  /** Runs before each tool; what it throws or returns takes the tool's place. */
  readonly onTool?: (
    program: string,
    args: readonly string[],
  ) => Promise<{ exitCode: number; output: string } | undefined>;
}

/** What a stage needs besides the tools of a test. */
export const STAGE_PROGRAMS = [
  'losetup',
  'sgdisk',
  'sfdisk',
  'mkntfs',
  'mkfs.fat',
  'ntfs-3g',
  'mcopy',
] as const;

const open: OpenDisks[] = [];

afterEach(async () => {
  for (const disks of open.splice(0)) await disks.close();
});

/** A test that makes and mounts volumes; skipped by name, or failing with REQUIRE_ORACLES=1, where that cannot be. */
export function staged(programs: readonly string[], name: string, body: () => Promise<void>): void {
  if (process.getuid?.() === 0) {
    testWith([...STAGE_PROGRAMS, ...programs], name, body);
    return;
  }
  const title = `${name} [NOT RUN: needs root, for loop devices and mounts]`;
  if (process.env['REQUIRE_ORACLES'] === '1') {
    test(title, () => {
      throw new Error('loop devices and mounts need root');
    });
  } else test.skip(title, body);
}

/** Can volumes be made and mounted here? */
export function canStage(): boolean {
  return process.getuid?.() === 0 && STAGE_PROGRAMS.every(hasProgram);
}

export async function stepStage(options: StepStageOptions): Promise<StepStage> {
  const folder = await tempFolder('step');
  const images = await Promise.all(
    options.diskBytes.map(async (bytes, index) => ({
      ...(await makeImage(join(folder, `disk${index}.img`), bytes)),
      isRemovable: options.removable?.includes(index) ?? false,
    })),
  );
  const tools: string[] = [];
  const backend = imageBackend(images, join(folder, 'scratch'));
  const disks = openDisks(
    {
      ...backend,
      runTool: async (program, args, toolOptions) => {
        tools.push([program, ...args].join(' '));
        return (await options.onTool?.(program, args)) ?? (await backend.runTool(program, args, toolOptions));
      },
    },
    join(folder, 'volumes'),
  );
  open.push(disks);
  const variables = new VariableStore();
  for (const [name, value] of Object.entries(options.variables ?? {})) variables.setInternal(name, value);
  const log: string[] = [];
  const activities: StepActivity[] = [];
  const content = folderContent(options.packages ?? folder);
  const ports: EnginePorts = {
    ...idlePorts(),
    disks,
    content: options.content?.(content) ?? content,
    log: (text) => {
      log.push(text);
    },
  };
  return {
    disks,
    images,
    variables,
    log,
    activities,
    folder,
    tools,
    async run(xml, { signal } = {}) {
      const step = firstStep(parseSequence(xml).children);
      const context: StepContext = {
        settings: settingsOf(step, variables),
        variables,
        ports,
        onActivity: (activity) => {
          activities.push(activity);
        },
        signal,
        sequence: testHeader(xml).sequence,
        startedFrom: 'media',
        isAfterRestart: false,
        isInterrupted: false,
      };
      const definition = definitionOf(step.type);
      if (definition === undefined) throw new Error(`no step of the type ${step.type}`);
      return await definition.run(step, context);
    },
  };
}

function firstStep(nodes: readonly SequenceNode[]): SequenceStep {
  for (const node of nodes) {
    if (node.kind === 'step') return node;
    if (node.children.length > 0) return firstStep(node.children);
  }
  throw new Error('the sequence has no step');
}

/** Packages that lie in folders of this machine. */
function folderContent(root: string): ContentPort {
  const describe: ContentPort['describe'] = async (packageId) => {
    const folder = join(root, packageId);
    const names = await readdir(folder, { recursive: true }).catch(() => {
      throw new MediaError('E_RT_CONTENT_LOCATION', `package ${packageId} is not offered`);
    });
    const files = await Promise.all(
      names.map(async (name) => {
        const path = join(folder, name);
        const facts = await stat(path);
        if (!facts.isFile()) return [];
        const sha256 = sha256Hex(await readFile(path));
        return [{ path: relative(folder, path), sizeBytes: facts.size, sha256 }];
      }),
    );
    return files.flat().sort((a, b) => (a.path < b.path ? -1 : 1));
  };
  return {
    describe,
    packageFolder: async (packageId) => {
      await describe(packageId);
      return join(root, packageId);
    },
    streamFile: (packageId, path) => createReadStream(join(root, packageId, path)),
    freeBytes: () => Promise.resolve(0),
    release: () => Promise.resolve(),
  };
}
