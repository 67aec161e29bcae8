import type { outputs as en } from '../en/outputs.ts';

export const outputs: typeof en = {
  title: 'Mediatype',
  help: {},
};
