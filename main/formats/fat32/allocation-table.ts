/**
 * The allocation table of a planned volume, computed on demand: at 2 TB one table has 256 MB and is never in memory.
 * Works because every file and directory lies in one run of clusters and the runs follow each other from cluster 2 on.
 */
import { FAT_ENTRY } from './tables.ts';

/**
 * Makes the generator of the table's bytes.
 * `lastClusters`: the last cluster of each run, ascending; together the runs fill everything from 2 to the last of them.
 */
export function allocationTable(lastClusters: Uint32Array): (offset: number, target: Uint8Array) => void {
  const used = (lastClusters[lastClusters.length - 1] ?? 1) + 1;
  return (offset, target) => {
    const first = Math.floor(offset / 4);
    const end = Math.ceil((offset + target.length) / 4);
    // Callers ask for whole sectors; anything else goes through a buffer of whole entries.
    const isWhole = offset % 4 === 0 && target.length % 4 === 0;
    const buffer = isWhole ? target : new Uint8Array((end - first) * 4);
    const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    let run = firstRunEndingAtOrAfter(lastClusters, first);
    for (let cluster = first; cluster < end; cluster += 1) {
      let value: number;
      if (cluster < 2) value = cluster === 0 ? FAT_ENTRY.first : FAT_ENTRY.second;
      else if (cluster >= used) value = 0;
      else if (cluster === lastClusters[run]) {
        value = FAT_ENTRY.end;
        run += 1;
      } else value = cluster + 1;
      view.setUint32((cluster - first) * 4, value, true);
    }
    if (!isWhole) target.set(buffer.subarray(offset - first * 4, offset - first * 4 + target.length));
  };
}

function firstRunEndingAtOrAfter(lastClusters: Uint32Array, cluster: number): number {
  let low = 0;
  let high = lastClusters.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lastClusters[middle] ?? 0) < cluster) low = middle + 1;
    else high = middle;
  }
  return low;
}
