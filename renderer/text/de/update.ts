import type { update as en } from '../en/update.ts';

export const update: typeof en = {
  title: 'Stick aktualisieren',
  help: {},
};
