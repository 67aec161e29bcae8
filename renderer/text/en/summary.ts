/** Words of: Summary. */
export const summary = {
  title: 'Summary',
  help: {},
};
