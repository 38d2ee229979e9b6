/** Run in a network namespace: adds our classic filter to an interface, tries again, takes it away, tries again. */
import { readFileSync } from "node:fs";
import {
  attachFilter,
  detachFilter,
  errnoName,
  listPrograms,
  loadObject,
  openKernel,
} from "../../src/kernel/index.ts";

const [object = "", device = ""] = process.argv.slice(2);
const libbpf = await openKernel();
if (libbpf.kind !== "libbpf") throw new Error(libbpf.message);
const loaded = loadObject(libbpf, readFileSync(object), new Set(["small_tc"]));
if (loaded.kind !== "loaded") throw new Error(loaded.log);
const point = { kind: "tc", interface: libbpf.interfaceIndex(device), direction: "ingress" } as const;
const fd = loaded.programs.get("small_tc")?.fd ?? -1;
const attached = (): string =>
  JSON.stringify(
    listPrograms(libbpf)
      .filter(({ name }) => name === "small_tc")
      .flatMap(({ attached: places }) => places)
      .filter((place) => JSON.stringify(place).includes(device)),
  );
const shown = (code: number): string => (code === 0 ? "done" : errnoName(code));
console.log("attach", shown(attachFilter(libbpf, fd, point)), attached());
console.log("attach", shown(attachFilter(libbpf, fd, point)));
console.log("detach", shown(detachFilter(libbpf, point)), attached());
console.log("detach", shown(detachFilter(libbpf, point)));
