/**
 * Memory for direct reads and writes. WebAssembly.Memory is page-aligned by construction (measured: O_DIRECT accepts
 * it at every multiple of 512; Buffer, Uint8Array and SharedArrayBuffer give EINVAL), and WebAssembly code can work in
 * it without copying (see xxh3).
 * Trap: it comes in pages of 64 KiB and reserves much address space (not memory) each; make few and reuse them.
 */
const PAGE_BYTES = 64 * 1024;

/** The part of WebAssembly.Memory that is used here. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

// Neither the ES2023 library nor Node's types declare it; this is the part used here.
declare const WebAssembly: {
  readonly Memory: new (limits: { readonly initial: number }) => WasmMemory;
};

/** A memory with room for a worker's state behind the bytes. */
export interface AlignedMemory {
  readonly memory: WasmMemory;
  /** Where the worker's page begins. */
  readonly workAddress: number;
}

const memories = new WeakMap<ArrayBufferLike, AlignedMemory>();

/** `sizeBytes` of zeroed memory whose address is a multiple of 64 KiB. @throws RangeError when there is none */
export function allocateAligned(sizeBytes: number): Uint8Array<ArrayBuffer> {
  const pages = Math.max(1, Math.ceil(sizeBytes / PAGE_BYTES));
  const memory = new WebAssembly.Memory({ initial: pages + 1 });
  memories.set(memory.buffer, { memory, workAddress: pages * PAGE_BYTES });
  return new Uint8Array(memory.buffer, 0, sizeBytes);
}

/** The memory that these bytes lie in, if `allocateAligned` made it. */
export function alignedMemoryOf(bytes: Uint8Array): AlignedMemory | undefined {
  return memories.get(bytes.buffer);
}
