// npm run check: every fence at once: types, lint, layering, dead code, form. All run; the exit code is the worst.
import { spawn } from 'node:child_process';
import { root, say } from './lib.mjs';

const checks = {
  types: ['tsc', '-b'],
  lint: ['eslint', '.', '--max-warnings', '0', '--cache', '--cache-location', '.cache/eslint'],
  layers: ['depcruise', '--output-type', 'err', 'main', 'preload', 'renderer', 'resources'],
  'dead code': ['knip'],
  form: ['prettier', '--check', '--log-level', 'warn', '.'],
  docs: ['tsx', 'scripts/docs.ts', '--check'],
};

const results = await Promise.all(
  Object.entries(checks).map(
    ([name, [program, ...args]]) =>
      new Promise((resolve) => {
        const output = [];
        const child = spawn(`node_modules/.bin/${program}`, args, { cwd: root });
        child.stdout.on('data', (data) => output.push(data));
        child.stderr.on('data', (data) => output.push(data));
        child.on('close', (code) => {
          say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`);
          if (code !== 0) say(Buffer.concat(output).toString('utf8').trim());
          resolve(code === 0);
        });
      }),
  ),
);
process.exit(results.every(Boolean) ? 0 : 1);
