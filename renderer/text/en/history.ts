/** Words of: History. */
export const history = {
  title: 'History',
  help: {},
};
