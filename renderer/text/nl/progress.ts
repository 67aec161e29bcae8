import type { progress as en } from '../en/progress.ts';

export const progress: typeof en = {
  title: 'Voortgang',
  help: {},
};
