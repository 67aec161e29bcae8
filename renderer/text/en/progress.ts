/** Words of: Progress. */
export const progress = {
  title: 'Progress',
  help: {},
};
