/** Words of: Update a stick. */
export const update = {
  title: 'Update a stick',
  help: {},
};
