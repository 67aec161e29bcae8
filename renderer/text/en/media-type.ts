/** Words of: Select media type. */
export const mediaType = {
  title: 'Select media type',
  help: {},
};
