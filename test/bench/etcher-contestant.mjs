/**
 * etcher-sdk as a contestant: `node etcher-contestant.mjs INSTALLED-IN IMAGE BUFFERS DEVICE…` writes the image to all
 * devices, verifies, and prints one line of JSON. It is not a dependency: drive-writer.ts installs it into a temporary
 * folder for the time of the bench.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [folder, image, buffers, ...devices] = process.argv.slice(2);
const { multiWrite, sourceDestination } = createRequire(join(folder, 'package.json'))('etcher-sdk');

const started = performance.now();
let verifyStarted;
const failures = [];
const { failures: failed } = await multiWrite.pipeSourceToDestinations({
  source: new sourceDestination.File({ path: image }),
  destinations: devices.map(
    (device) =>
      new sourceDestination.BlockDevice({
        drive: { device, raw: device, blockSize: 512, mountpoints: [], isSystem: false, isReadOnly: false },
        write: true,
        direct: true,
      }),
  ),
  onFail: (_destination, error) => failures.push(String(error)),
  onProgress: ({ type }) => {
    if (type === 'verifying') verifyStarted ??= performance.now();
  },
  verify: true,
  numBuffers: Number(buffers),
});
if (failed.size > 0) throw new Error(failures.join('; '));
const ended = performance.now();
const { userCPUTime, systemCPUTime } = process.resourceUsage();
// Not maxRSS: it begins with the parent's memory.
const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
process.stdout.write(
  `${JSON.stringify({
    writeSeconds: ((verifyStarted ?? ended) - started) / 1000,
    seconds: (ended - started) / 1000,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    peakBytes: Number(peak?.[1]) * 1024,
  })}\n`,
);
// The sdk's helpers keep timers alive.
process.exit(0);
