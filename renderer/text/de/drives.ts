import type { drives as en } from '../en/drives.ts';

export const drives: typeof en = {
  title: 'Laufwerke',
  help: {},
};
