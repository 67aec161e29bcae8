/**
 * What file systems keep of a media label, so that it is seen as it is typed. The planners of FAT32 and ISO 9660 decide;
 * a test holds these two against theirs, because a window may not carry the planners.
 */

/** FAT: capitals, at most 11 characters, foreign ones replaced. */
export function fatLabelOf(label: string): string {
  return label
    .toUpperCase()
    .replace(/[^A-Z0-9$%'\-_@~`!(){}^#& ]/g, '_')
    .slice(0, 11)
    .trim();
}

/** The ISO's Joliet label, which Windows shows: at most 16 units, no half character at the end. */
export function isoLabelOf(label: string): string {
  const cut = label.replace(/[*/:;?\\]/g, '_').slice(0, 16);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}
