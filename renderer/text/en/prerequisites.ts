/** Words of: Prerequisites. */
export const prerequisites = {
  title: 'Prerequisites',
  help: {},
};
