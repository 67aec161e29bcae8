/** Words of: Media type. */
export const outputs = {
  title: 'Media type',
  help: {},
};
