import type { completion as en } from '../en/completion.ts';

export const completion: typeof en = {
  title: 'Voltooiing',
  help: {},
};
