/**
 * What NAME.parser.h costs in a program of one's own that keeps the headers on its stack: for each sample, by what the
 * program uses of them, the program's instructions, those that the verifier processes, and bytes of stack.
 * Usage, as root: npx tsx bench/includer.ts [SAMPLE …]
 */
import { runBundled } from "../scripts/run-bundled.ts";

await runBundled("bench/includer-main.ts");
