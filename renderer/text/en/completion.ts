/** Words of: Completion. */
export const completion = {
  title: 'Completion',
  help: {},
};
