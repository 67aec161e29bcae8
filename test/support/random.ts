/** Pseudo-random numbers from 0 to 1 that a seed gives again (Park and Miller). */
export function randomOf(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  // The first numbers of neighbouring seeds are alike.
  for (let index = 0; index < 3; index += 1) next();
  return next;
}
