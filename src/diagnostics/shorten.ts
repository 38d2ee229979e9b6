/** Words of messages are the program's names and numbers, and those can be of any length. */

const LONGEST = 120;
const HEAD = 60;
const TAIL = 20;

/** The text with the middle of each overlong word left out: a name of a megabyte is no message. */
export const shorten = (text: string): string =>
  text.length <= LONGEST
    ? text
    : text.replace(/[\p{L}\p{N}_$]{121,}/gu, (word) => `${word.slice(0, HEAD)}…${word.slice(-TAIL)}`);
