// npm run dist: the installers of this system (electron-builder.yml), into out/installers. Arguments go to electron-builder.
// Electron's binary is fetched by electron-builder; without it there is no installer.
import { chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, fail, packageProgram, root, run } from './lib.mjs';

if (run(process.execPath, ['scripts/setup.mjs']) !== 0) process.exit(1);
// The writer's Node.js is the one that builds: the one the tests ran with.
const folder = join(cacheFolder, 'installer', 'node');
const name = process.platform === 'win32' ? 'node.exe' : 'node';
mkdirSync(folder, { recursive: true });
copyFileSync(process.execPath, join(folder, name));
chmodSync(join(folder, name), 0o755);

const builder = packageProgram('electron-builder');
if (
  run(builder, [
    '--config',
    join(root, 'electron-builder.yml'),
    '--publish',
    'never',
    ...process.argv.slice(2),
  ]) !== 0
) {
  fail('No installer was made: the message of electron-builder above says why.');
}
