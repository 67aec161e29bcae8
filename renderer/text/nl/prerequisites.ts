import type { prerequisites as en } from '../en/prerequisites.ts';

export const prerequisites: typeof en = {
  title: 'Vereisten',
  help: {},
};
