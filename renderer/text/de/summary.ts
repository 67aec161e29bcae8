import type { summary as en } from '../en/summary.ts';

export const summary: typeof en = {
  title: 'Zusammenfassung',
  help: {},
};
