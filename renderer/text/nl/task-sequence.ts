import type { taskSequence as en } from '../en/task-sequence.ts';

export const taskSequence: typeof en = {
  title: 'Takenreeks',
  help: {},
};
