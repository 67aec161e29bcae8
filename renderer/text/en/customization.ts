/** Words of: Customization. */
export const customization = {
  title: 'Customization',
  help: {},
};
