/** Words of: Media management. */
export const management = {
  title: 'Media management',
  help: {},
};
