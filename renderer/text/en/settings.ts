/** Words of: Settings. */
export const settings = {
  title: 'Settings',
  help: {},
};
