/**
 * Memory for direct reads and writes. WebAssembly.Memory is page-aligned by construction (measured: O_DIRECT accepts
 * it at every multiple of 512; Buffer, Uint8Array and SharedArrayBuffer give EINVAL).
 * Trap: it comes in pages of 64 KiB and reserves much address space (not memory) each; make few and reuse them.
 */
const PAGE_BYTES = 64 * 1024;

// Neither the ES2023 library nor Node's types declare it; this is the part used here.
declare const WebAssembly: {
  readonly Memory: new (limits: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
};

/** `sizeBytes` of zeroed memory whose address is a multiple of 64 KiB. */
export function allocateAligned(sizeBytes: number): Uint8Array {
  const memory = new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(sizeBytes / PAGE_BYTES)) });
  return new Uint8Array(memory.buffer, 0, sizeBytes);
}
