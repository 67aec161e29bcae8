/** Words of: Content. */
export const content = {
  title: 'Content',
  help: {},
};
