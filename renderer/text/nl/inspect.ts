import type { inspect as en } from '../en/inspect.ts';

export const inspect: typeof en = {
  title: 'Inspecteren',
  help: {},
};
