/**
 * Sends a directory of programs through p4twin, p4c and the behavioral model, and prints how many are taken and agree:
 *   npm run conformance:p4 -- [DIR] [-I DIR] [--arch ARCH]… [--jobs N] [--list]
 * For v1model, p4c is P4C=, or p4c-bm2-ss or p4c on PATH, and the model is SIMPLE_SWITCH=, or simple_switch on PATH.
 * For psa and pna, whose programs are only compiled, it is P4TEST=, or p4test beside the other or on PATH. Without
 * DIR: samples/. Without --arch: all for which there is a p4c. --jobs: so many programs at a time. --list: name each
 * program that is not taken, is warned of or does not agree, and what it lacks.
 *
 * A program agrees if, for the packets that `p4twin test` makes for it, the model's parser does what the reference
 * does: the error, the bytes consumed, validity and contents of headers, metadata.
 */
import { runBundled } from "./run-bundled.ts";

await runBundled("scripts/conformance-p4/main.ts");
