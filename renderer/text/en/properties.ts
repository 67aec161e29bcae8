/** Words of: Media properties. */
export const properties = {
  title: 'Media properties',
  help: {},
};
