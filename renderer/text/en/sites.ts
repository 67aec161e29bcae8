/** Words of: Site connections. */
export const sites = {
  title: 'Site connections',
  help: {},
};
