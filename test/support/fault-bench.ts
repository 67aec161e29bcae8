/**
 * Runs (open, probe, write, read back) on a real block device that fails on order, one after the other on the same drive,
 * which holds an older medium of ours before each of them; and what is left on it afterwards.
 * Trap: how requests are cut and merged differs a little from run to run, so the n-th call of one run need not be that of
 * another; sweeps go on until their fault does not fire any more.
 */
import { open, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { bytesContent } from '#base/extent.ts';
import { KIB, MIB } from '#base/units.ts';
import { identityOf, type Drive } from '#devices/drive.ts';
import { openExclusively } from '#devices/linux/open.ts';
import { thisMachine } from '#devices/this-machine.ts';
import { planSegments, type Segment } from '#image/segments.ts';
import { beginRun } from '#jobs/drive-batch.ts';
import type { DriveResult } from '#jobs/drive-run.ts';
import { openLocalSource } from '#jobs/local-source.ts';
import type { MediumSpec } from '#jobs/medium-spec.ts';
import { planMedium } from '#jobs/plan-medium.ts';
import type { RunClock } from '#jobs/run-clock.ts';
import { inspectTarget } from '#service/inspect-target.ts';
import { codeOfPromise } from './codes.ts';
import {
  faultDevice,
  type Fault,
  type FaultCall,
  type FaultDevice,
  type FaultJournal,
} from './fault-device.ts';
import { oracle } from './oracle.ts';
import { tempFolder } from './temp.ts';
import { noise } from './trees.ts';

const DRIVE_BYTES = 40 * MIB;
const CHUNK_BYTES = 256 * KIB;
/** What arrives at the drive as one call. */
const PIECE_BYTES = 128 * KIB;

/** A stick with a boot program and a larger file; media of two labels differ in every file. */
async function medium(label: string): Promise<MediumSpec> {
  const folder = await tempFolder('sweep');
  const file = async (name: string, sizeBytes: number) => {
    const path = join(folder, name);
    await writeFile(path, noise(`${label} ${name}`, sizeBytes));
    return { kind: 'file' as const, id: name, path, sizeBytes, isGrowing: false };
  };
  return {
    kind: 'disk',
    partitionStyle: 'gpt',
    label,
    ids: {
      diskGuid: '33333333-3333-4333-8333-333333333333',
      partitionGuids: ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'],
      volumeId: 0x1234abcd,
    },
    modified: '2026-11-20T12:00:00Z',
    files: [
      { path: 'EFI/BOOT/BOOTX64.EFI', content: await file('boot', 100_000) },
      { path: 'sources/boot.wim', content: await file('image', 1_000_000) },
    ],
    biosBoot: null,
  };
}

/** The pauses between tries are a hundredth; time limits are what they are. */
const fastClock: RunClock = {
  now: () => performance.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs < 2000 ? delayMs / 100 : delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

export interface Ordered {
  readonly faults: readonly Fault[];
  readonly wrapAt?: number;
  /** The drive is off the bus from its first fault on. */
  readonly leavesBus?: boolean;
}

export interface Outcome extends FaultJournal {
  readonly result: DriveResult;
  readonly left: 'the old medium' | 'the new medium' | 'incomplete';
}

export class FaultBench {
  readonly #drive: FaultDevice;
  readonly #chosen: Drive;
  readonly #backing: FileHandle;
  readonly #medium: MediumSpec;
  readonly #bytes = new Uint8Array(DRIVE_BYTES);
  /** What the drive holds before each run: an older medium. */
  #before: Uint8Array = new Uint8Array(DRIVE_BYTES).fill(0xee);
  /** What it holds after a run without faults. */
  #after: Uint8Array = new Uint8Array(DRIVE_BYTES);
  /** What a run without faults does. */
  calls: readonly FaultCall[] = [];
  /** The chunks that are written and read back. */
  readonly chunks: readonly Segment[];

  private constructor(drive: FaultDevice, chosen: Drive, backing: FileHandle, spec: MediumSpec) {
    this.#drive = drive;
    this.#chosen = chosen;
    this.#backing = backing;
    this.#medium = spec;
    const plan = planMedium(spec, { sizeBytes: DRIVE_BYTES, sectorBytes: 512 }, ({ id, sizeBytes }) =>
      bytesContent(id, new Uint8Array(sizeBytes)),
    );
    this.chunks = planSegments(plan.extents, {
      chunkBytes: CHUNK_BYTES,
      alignmentBytes: 512,
      skipZeros: false,
    });
  }

  static async open(): Promise<FaultBench> {
    const drive = await faultDevice(DRIVE_BYTES);
    const chosen = (await thisMachine().list()).find(({ device }) => device === drive.device);
    if (chosen === undefined) throw new Error(`${drive.device} is not listed`);
    const bench = new FaultBench(drive, chosen, await open(drive.backing, 'r'), await medium('NEW'));
    expect((await bench.#write({ faults: [] }, await medium('OLD'))).result).toMatchObject({
      outcome: 'verified',
    });
    await bench.#read();
    bench.#before = bench.#bytes.slice();
    const healthy = await bench.#write({ faults: [] });
    expect(healthy.result).toMatchObject({ outcome: 'verified', retries: 0 });
    await bench.#read();
    bench.#after = bench.#bytes.slice();
    bench.calls = healthy.calls;
    return bench;
  }

  /** How often a call of a kind touches a byte in a run without faults; `inProbe`: before the medium itself is written. */
  touches(op: 'read' | 'write', at: number, inProbe = false): number {
    // The probe zeroes, flushes, marks, flushes, and reads.
    const flushes = this.calls.flatMap((call, index) => (call.op === 'fsync' ? [index] : []));
    const calls = inProbe ? this.calls.slice(0, flushes[1]) : this.calls;
    return calls.filter((call) => call.op === op && at >= call.offset && at < call.offset + call.length)
      .length;
  }

  /** One place in each piece that is written, the last byte of each chunk among them. */
  get places(): readonly number[] {
    return this.chunks.flatMap(({ offset, length }) => [
      ...Array.from({ length: Math.ceil(length / PIECE_BYTES) }, (_, piece) => offset + piece * PIECE_BYTES),
      offset + length - 1,
    ]);
  }

  /** Writes the medium to the drive, which holds the older one and fails as ordered from its opening on. */
  async run(ordered: Ordered): Promise<Outcome> {
    const written = await this.#write(ordered);
    return { ...written, left: await this.#left(written) };
  }

  async #write(
    { faults, wrapAt, leavesBus = false }: Ordered,
    spec = this.#medium,
  ): Promise<Omit<Outcome, 'left'>> {
    const drive = this.#drive;
    await drive.reset(this.#before);
    const run = await beginRun({
      system: {
        list: () => Promise.resolve([this.#chosen]),
        openForWriting: async () => {
          const device = await openExclusively(this.#chosen);
          await drive.setFaults(faults, wrapAt);
          return { drive: this.#chosen, device };
        },
        isPresent: async () => !leavesBus || (await drive.journal()).fired.length === 0,
      },
      medium: spec,
      openSource: openLocalSource,
      clock: fastClock,
      chunkBytes: CHUNK_BYTES,
    });
    const identity = identityOf(this.#chosen);
    const result = await run.add({ identity, isConfirmed: true, allowLoop: true, isUpdate: false });
    await run.end();
    return { result, ...(await drive.journal()) };
  }

  /** What is left on the drive, as `inspect` and sfdisk see it. */
  async #left({ calls, fired }: FaultJournal): Promise<Outcome['left']> {
    await this.#read();
    const isAs = (wanted: Uint8Array): boolean =>
      this.chunks.every(({ offset, length }) => {
        const range = [offset, offset + length] as const;
        return Buffer.compare(this.#bytes.subarray(...range), wanted.subarray(...range)) === 0;
      });
    const writes = ({ op }: FaultCall): boolean => op === 'write';
    if (calls.filter(writes).length === fired.filter(writes).length && isAs(this.#before))
      return 'the old medium';
    if (isAs(this.#after)) return 'the new medium';
    const table = oracle('sfdisk', ['--dump', this.#drive.backing]);
    expect(table.stderr).toContain('does not contain a recognized partition table');
    expect(await codeOfPromise(inspectTarget(this.#drive.backing))).toBe('E_IMAGE_INCOMPLETE');
    return 'incomplete';
  }

  /** Reads the chunks from where the drive keeps them. */
  async #read(): Promise<void> {
    for (const { offset, length } of this.chunks)
      await this.#backing.read(this.#bytes, offset, length, offset);
  }
}
