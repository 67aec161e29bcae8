/** Words of: Task sequence. */
export const taskSequence = {
  title: 'Task sequence',
  help: {},
};
