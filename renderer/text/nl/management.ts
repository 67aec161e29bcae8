import type { management as en } from '../en/management.ts';

export const management: typeof en = {
  title: 'Mediabeheer',
  help: {},
};
