import { writeSync } from "node:fs";
import { isatty } from "node:tty";
import { errorCode } from "../source/read.ts";

/** Results go to stdout, findings and everything else to stderr. */
const STDOUT = 1;
const STDERR = 2;

/** The reader has gone away: nobody is left to tell anything. Ends the command quietly. */
export class ClosedPipe extends Error {}

/** Results could not be written, for instance because a disk is full. */
export class UnwritableResult extends Error {}

const pause = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};

/** Writes everything, at once, also into a pipe that its other user has made non-blocking. */
const writeAll = (descriptor: number, bytes: Buffer): void => {
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      const code = errorCode(error);
      if (code === "EAGAIN") pause(5);
      else if (code === "EPIPE") throw new ClosedPipe();
      else throw new UnwritableResult(error instanceof Error ? error.message : code);
    }
  }
};

export const printResult = (result: string | Buffer): void => {
  writeAll(STDOUT, typeof result === "string" ? Buffer.from(result) : result);
};

/** A stderr that cannot be written is no reason to fail. */
export const printMessage = (text: string): void => {
  try {
    writeAll(STDERR, Buffer.from(text));
  } catch (error) {
    if (!(error instanceof ClosedPipe || error instanceof UnwritableResult)) throw error;
  }
};

/** Colours only for people at a terminal who have not said no (no-color.org). */
export const colorsWanted = (): boolean =>
  isatty(STDERR) && (process.env.NO_COLOR ?? "") === "" && process.env.TERM !== "dumb";
