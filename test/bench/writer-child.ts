/**
 * One build in a process of its own, so that time and memory are those of the build alone. Started with "iso", "disk",
 * "memory" or "memory-many"; prints one line of JSON.
 * Trap: `resourceUsage().maxRSS` of a child begins with its parent's memory (the kernel counts what ran before exec);
 * VmHWM of /proc/self/status does not.
 */
import { readFileSync } from 'node:fs';
import type { ContentFile, ImagePlan } from '#base/extent.ts';
import { buildTree, type TreeFile } from '#base/file-tree.ts';
import { createImageFile } from '#devices/file-device.ts';
import type { BlockDevice } from '#image/block-device.ts';
import { planDiskImage } from '#image/disk-image.ts';
import { executePlan } from '#image/execute.ts';
import { planIsoImage } from '#image/iso-image.ts';
import { writeAndVerify } from '#image/verify.ts';
import { folderTree } from '#platform/files.ts';

const GIB = 1024 * 1024 * 1024;
const GUIDS = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const;
const DISK_GUID = '33333333-3333-4333-8333-333333333333';
const modified = new Date('2026-11-20T12:00:00Z');

function planOf(kind: string, files: Iterable<TreeFile>): ImagePlan {
  if (kind === 'iso') {
    const root = buildTree(files);
    return planIsoImage({
      root,
      label: 'BENCH',
      modified,
      ids: { diskGuid: DISK_GUID, partitionGuids: GUIDS },
    });
  }
  return planDiskImage({
    files,
    partitionStyle: 'gpt',
    sectorBytes: 512,
    label: 'BENCH',
    modified,
    ids: { diskGuid: DISK_GUID, partitionGuids: GUIDS, volumeId: 0x1234abcd },
  });
}

function peakBytes(): number {
  const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(match?.[1] ?? Number.NaN) * 1024;
}

async function build(kind: string, folder: string, target: string, verify: boolean): Promise<void> {
  const started = performance.now();
  const plan = planOf(kind, await folderTree(folder));
  const planned = performance.now();
  const file = await createImageFile(target);
  await (verify ? writeAndVerify(plan, file.device) : executePlan(plan, file.device));
  await file.commit();
  const seconds = (performance.now() - started) / 1000;
  report({ seconds, planSeconds: (planned - started) / 1000, imageBytes: plan.sizeBytes });
}

/** 4 GiB in 70 files of bytes that are not zero. */
function* fewLargeFiles(): Generator<TreeFile> {
  const sizeBytes = Math.ceil((4 * GIB) / 70);
  for (let index = 0; index < 70; index += 1) {
    const content = patternContent(`image ${index}`, sizeBytes, index + 1);
    yield { path: `SMS/pkg/image-${index}.wim`, content };
  }
}

/** 70,000 files in one tree, 20,000 of them in one folder. */
function* manyFiles(): Generator<TreeFile> {
  for (let index = 0; index < 70_000; index += 1) {
    const path =
      index < 20_000
        ? `alike/KB5034441-x64-${index}.cab`
        : `tree/${index % 90}/${index % 7}/driver file ${index}.inf`;
    yield { path, content: patternContent(path, 5000, 7) };
  }
}

/** Onto a device that forgets: memory is measured, not the disk. */
async function measureMemory(kind: string, files: Iterable<TreeFile>): Promise<void> {
  const plan = planOf(kind, files);
  let writtenBytes = 0;
  const device: BlockDevice = {
    name: 'forgetful device',
    sizeBytes: plan.sizeBytes,
    alignmentBytes: 512,
    isZeroed: false,
    allocate: (size) => new Uint8Array(size),
    read: () => Promise.resolve(0),
    write: (_offset, source) => {
      writtenBytes += source.length;
      return Promise.resolve();
    },
    truncate: () => Promise.resolve(),
    flush: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  await executePlan(plan, device);
  report({ writtenBytes, imageBytes: plan.sizeBytes });
}

function patternContent(name: string, sizeBytes: number, value: number): ContentFile {
  return {
    name,
    sizeBytes,
    open: () => {
      let left = sizeBytes;
      return Promise.resolve({
        readInto(target) {
          const length = Math.min(left, target.length);
          target.fill(value, 0, length);
          left -= length;
          return Promise.resolve(length);
        },
        close: () => Promise.resolve(),
      });
    },
  };
}

function report(facts: Readonly<Record<string, number>>): void {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
  process.stdout.write(`${JSON.stringify({ ...facts, peakBytes: peakBytes(), cpuSeconds })}\n`);
}

const [mode = '', kind = '', folder = '', target = '', verify = ''] = process.argv.slice(2);
if (mode === 'memory') await measureMemory(kind, fewLargeFiles());
else if (mode === 'memory-many') await measureMemory(kind, manyFiles());
else await build(kind, folder, target, verify === 'verify');
