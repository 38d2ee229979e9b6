/** From a random program that shows a bug to a small one. */
import { programOf } from "./seeds.ts";

const withoutChunk = (list: readonly number[], at: number, size: number): readonly number[] => [
  ...list.slice(0, at),
  ...list.slice(at + size),
];

const withZeros = (list: readonly number[], at: number, size: number): readonly number[] =>
  list.map((value, index) => (index >= at && index < at + size ? 0 : value));

/**
 * Fewer and smaller decisions whose program still shows the bug: chunks, ever smaller ones, are left out or made
 * zero as long as `isStillBad`. At most `tries` programs are looked at.
 */
export const shrink = (
  decisions: readonly number[],
  isStillBad: (text: string) => boolean,
  tries = 400,
): readonly number[] => {
  let best = decisions;
  let left = tries;
  const attempt = (candidate: readonly number[]): boolean => {
    if (left <= 0 || programOf(candidate) === programOf(best)) return false;
    left -= 1;
    if (!isStillBad(programOf(candidate))) return false;
    best = candidate;
    return true;
  };
  for (let size = Math.ceil(best.length / 2); size >= 1 && left > 0; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.length; ) {
      if (attempt(withoutChunk(best, at, size))) continue;
      attempt(withZeros(best, at, size));
      at += size;
    }
  }
  return best;
};
