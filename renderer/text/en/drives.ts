/** Words of: Drives. */
export const drives = {
  title: 'Drives',
  help: {},
};
