/** Words of: Security. */
export const security = {
  title: 'Security',
  help: {},
};
