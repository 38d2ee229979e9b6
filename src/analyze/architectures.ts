/**
 * The architectures that p4twin knows: by the package that `main` instantiates, whatever file it was declared in,
 * and what the parameters of that package's parser are (DESIGN section 5).
 */
import type { Direction } from "../../grammar/ast.ts";
import type { Role, Type } from "./typed.ts";

interface Architecture {
  readonly name: string;
  /** Of the parser type's parameters, in order. */
  readonly roles: readonly Role[];
}

/** The name given to a program without a package of ours: its parser's parameters go by their directions. */
export const NO_ARCHITECTURE = "none";

const architectures: ReadonlyMap<string, Architecture> = new Map([
  ["FlowDissectorModel", { name: "flow_dissector_model", roles: ["packet", "headers", "keys", "flags"] }],
  ["ParserModel", { name: "parser_model", roles: ["packet", "headers", "metadata"] }],
  ["V1Switch", { name: "v1model", roles: ["packet", "headers", "metadata", "standard"] }],
  ["PSA_Switch", { name: "psa", roles: ["packet", "headers", "metadata", "input", "input", "input"] }],
  ["PNA_NIC", { name: "pna", roles: ["packet", "headers", "metadata", "input"] }],
  ["ebpfFilter", { name: "ebpf_model", roles: ["packet", "headers"] }],
  ["ubpf", { name: "ubpf_model", roles: ["packet", "headers", "metadata", "standard"] }],
  ["xdp", { name: "xdp_model", roles: ["packet", "headers"] }],
  ["Switch", { name: "tna", roles: ["packet", "headers", "output", "output", "output", "output"] }],
  [
    "MultiParserSwitch",
    { name: "tna", roles: ["packet", "headers", "output", "output", "output", "output"] },
  ],
] satisfies [string, Architecture][]);

export interface Shape {
  readonly direction: Direction;
  readonly type: Type;
}

const isPacket = (type: Type): boolean => type.kind === "extern" && type.name === "packet_in";

/** Whether a role suits a parameter: a package of one of the names above may be the author's own. */
const suits = (role: Role, { direction, type }: Shape): boolean => {
  switch (role) {
    case "packet":
      return isPacket(type);
    case "headers":
    case "output":
      return direction === "out";
    case "metadata":
    case "keys":
    case "standard":
      return direction === "inout";
    case "flags":
    case "input":
      return direction === "in";
  }
};

/** The role that a parameter's type and direction alone speak for. */
const roleByShape = ({ direction, type }: Shape, isHeaders: boolean): Role => {
  if (isPacket(type)) return "packet";
  switch (direction) {
    case "out":
      return isHeaders ? "headers" : "output";
    case "inout":
      return "metadata";
    case "in":
    case "none":
      return "input";
  }
};

const rolesByShape = (shapes: readonly Shape[]): readonly Role[] => {
  const headers = shapes.findIndex(({ direction }) => direction === "out");
  return shapes.map((shape, index) => roleByShape(shape, index === headers));
};

/** The architecture of a package and the roles of its parser's parameters. */
export const architectureOf = (
  packageName: string | undefined,
  shapes: readonly Shape[],
): { readonly architecture: string; readonly roles: readonly Role[] } => {
  const known = packageName === undefined ? undefined : architectures.get(packageName);
  const roles = known?.roles.slice(0, shapes.length);
  if (
    known !== undefined &&
    roles !== undefined &&
    shapes.length <= known.roles.length &&
    shapes.every((shape, index) => {
      const role = roles[index];
      return role !== undefined && suits(role, shape);
    })
  )
    return { architecture: known.name, roles };
  return { architecture: NO_ARCHITECTURE, roles: rolesByShape(shapes) };
};
