/** Words of: Inspect. */
export const inspect = {
  title: 'Inspect',
  help: {},
};
