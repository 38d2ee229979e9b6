/** The command through its launcher: TLS, and what a device runs. */
import { afterAll, describe, expect, it } from "vitest";
import { parseCatalogue } from "../../src/catalogue/parse.ts";
import { stampText } from "../../src/output/stamp.ts";
import { discard } from "../cli/p4twin.ts";
import { other, ours } from "../match/values.ts";
import { inBackground } from "./background.ts";
import { p4info, serve } from "./server.ts";
import { makeCertificates } from "./tls.ts";

const certificates = makeCertificates();
const { directory, path, read } = certificates;
afterAll(() => discard(directory));

const tls = { cert: read("server.pem"), key: read("server.key"), clientCa: read("ca.pem") };
const client = ["--cert", path("client.pem"), "--key", path("client.key")];

describe("p4twin catalogue --p4runtime", () => {
  it("speaks TLS, and trusts whom NODE_EXTRA_CA_CERTS names", async () => {
    const server = await serve(() => ({ kind: "config", config: { p4info: p4info(ours) } }), tls);
    const args = ["catalogue", "--p4runtime", server.address, ...client];
    try {
      for (const [more, trusted] of [
        [["--ca", path("ca.pem")], "/nonexistent"],
        [["--tls"], path("ca.pem")],
      ] as const) {
        const run = await inBackground([...args, ...more], directory, {
          NODE_EXTRA_CA_CERTS: trusted === "/nonexistent" ? undefined : trusted,
        });
        expect(run).toMatchObject({ status: 0, stderr: "" });
        expect(parseCatalogue(run.stdout)).toMatchObject({
          device: server.address,
          programs: [{ name: "small", ...ours, state: "running" }],
        });
      }
      const doubted = await inBackground([...args, "--ca", path("other-ca.pem")], directory);
      expect(doubted).toMatchObject({ status: 1, stdout: "" });
      expect(doubted.stderr).toMatch(
        /^error: 127\.0\.0\.1:\d+: it cannot be reached: .*certificate.* \[p4runtime\]\n$/,
      );
    } finally {
      server.close();
    }
  });

  it("refuses a device whose program contradicts itself, and knows nothing of other people's programs", async () => {
    let info: unknown = p4info(ours, "small", stampText(other));
    const server = await serve(() => ({ kind: "config", config: { p4info: info } }));
    try {
      const args = ["catalogue", "--p4runtime", server.address];
      const run = await inBackground(args, directory);
      expect(run).toMatchObject({ status: 1, stdout: "" });
      expect(run.stderr).toContain("its stamps name different sources");
      info = { pkg_info: { name: "theirs", version: "1" } };
      expect(parseCatalogue((await inBackground(args, directory)).stdout)).toMatchObject({ programs: [] });
    } finally {
      server.close();
    }
  });
});
