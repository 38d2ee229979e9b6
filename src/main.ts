/** What bin/p4twin runs, bundled with everything that it imports. */
import { main } from "./cli.ts";

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
