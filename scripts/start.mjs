// npm start: set-up, then the wizard. Until the wizard exists it runs the main job without a window (npm run demo).
import { run } from './lib.mjs';

process.exit(run(process.execPath, ['scripts/demo.mjs', ...process.argv.slice(2)]));
