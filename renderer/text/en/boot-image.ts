/** Words of: Boot image. */
export const bootImage = {
  title: 'Boot image',
  help: {},
};
