import { isatty } from "node:tty";
import { printMessage } from "./streams.ts";

const STDERR = 2;
const WIDTH = 30;
/** Shown at most so often, in milliseconds. */
const PERIOD = 100;

export interface Progress {
  /** of 0: how much there will be is not known. */
  readonly show: (what: string, done: number, of: number) => void;
  readonly clear: () => void;
}

const bar = (done: number, of: number): string => {
  if (of === 0) return String(done);
  const full = Math.round((WIDTH * done) / of);
  return `[${"#".repeat(full)}${".".repeat(WIDTH - full)}] ${done}/${of}`;
};

/** A line that changes, on a terminal; nothing elsewhere. */
export const openProgress = (): Progress => {
  if (!isatty(STDERR)) return { show: () => {}, clear: () => {} };
  let last = 0;
  return {
    show: (what, done, of) => {
      const now = Date.now();
      if (now - last < PERIOD) return;
      last = now;
      printMessage(`\r\u001b[K${what} ${bar(done, of)}`);
    },
    clear: () => printMessage("\r\u001b[K"),
  };
};
