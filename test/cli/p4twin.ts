import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export const root = join(import.meta.dirname, "..", "..");
const launcher = join(root, "bin", "p4twin");

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command as a user does. */
export const p4twin = (args: readonly string[], cwd: string, environment: NodeJS.ProcessEnv = {}): Run => {
  const { status, stdout, stderr } = spawnSync(launcher, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    timeout: 300_000,
    env: { ...process.env, ...environment },
  });
  return { status, stdout, stderr };
};

/** Runs a line of shell in which $P4TWIN is the command. */
export const shell = (line: string, cwd: string): Run => {
  const { status, stdout, stderr } = spawnSync("bash", ["-c", line], {
    cwd,
    encoding: "utf8",
    timeout: 300_000,
    env: { ...process.env, P4TWIN: launcher },
  });
  return { status, stdout, stderr };
};

/** A directory with these files, to be thrown away. */
export const project = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const directory = mkdtempSync(join(tmpdir(), "p4twin-cli-"));
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), contents);
  }
  return directory;
};

export const discard = (directory: string): void => rmSync(directory, { recursive: true, force: true });

/** A small parser for XDP and tc; `body` stands before the extract, `declarations` before the parser. */
export const smallParser = (body = "", declarations = ""): string => `#include <core.p4>
#include <parser_model.p4>

header ethernet_t { bit<48> destination; bit<48> source; bit<16> ether_type; }
struct headers_t { ethernet_t ethernet; }
struct metadata_t { bit<16> ether_type; }
${declarations}
parser Small(packet_in packet, out headers_t hdr, inout metadata_t meta) {
    state start {
        ${body}
        packet.extract(hdr.ethernet);
        meta.ether_type = hdr.ethernet.ether_type;
        transition accept;
    }
}

ParserModel(Small()) main;
`;
