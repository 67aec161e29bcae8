/** Words of: Verify. */
export const verify = {
  title: 'Verify',
  help: {},
};
