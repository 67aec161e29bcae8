/** Lists whose order counts: priorities of management points, rows of variables. */

/** The item moved by so many places, as far as the list goes; the list itself when nothing changes. */
export function moved<Item>(list: readonly Item[], from: number, by: number): readonly Item[] {
  const to = Math.max(0, Math.min(list.length - 1, from + by));
  const item = list[from];
  if (item === undefined || to === from) return list;
  const rest = list.filter((_one, index) => index !== from);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}
