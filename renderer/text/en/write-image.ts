/** Words of: Write an image. */
export const writeImage = {
  title: 'Write an image',
  help: {},
};
