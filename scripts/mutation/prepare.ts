/** A source and the packets that `p4twin test` makes for it. */
import { openSource } from "../../src/commands/source.ts";
import { makeSubject, rowsKept } from "../../src/commands/subject.ts";
import { type CoverPacket, coverSubject, randomPackets } from "../../src/cover/index.ts";
import { DiagnosticSink } from "../../src/diagnostics/sink.ts";
import { type Outcome, openReference, type Subject } from "../../src/engines/index.ts";

export interface Case {
  readonly packet: CoverPacket;
  readonly expected: Outcome;
}

export interface Prepared {
  readonly subject: Subject;
  readonly cases: readonly Case[];
  /** More packets by chance, made of these. */
  readonly more: (cases: readonly Case[], count: number, seed: number) => Iterable<Case>;
}

/** random: how many packets by chance, of seed 1, as `p4twin test` makes them. */
export const prepareFile = (file: string, random: number): Prepared => {
  const sink = new DiagnosticSink();
  const opened = openSource(file, { includeDirs: [], defines: [] }, sink);
  const subject = opened === undefined ? undefined : makeSubject(opened, sink);
  if (opened === undefined || subject === undefined)
    throw new Error(`${file}: ${sink.all.map(({ code, message }) => `${code} ${message}`).join("; ")}`);
  const { packets } = coverSubject(subject, rowsKept(opened, subject));
  const reference = openReference(subject);
  const asCase = (packet: CoverPacket): Case => ({
    packet,
    expected: reference.observe(packet.bytes, packet.inputs),
  });
  const cases = [...packets, ...randomPackets(packets, random, 1)].map(asCase);
  return { subject, cases, more: (parents, count, seed) => moreCases(parents, count, seed, asCase) };
};

function* moreCases(
  cases: readonly Case[],
  count: number,
  seed: number,
  asCase: (packet: CoverPacket) => Case,
): Iterable<Case> {
  const parents = cases.map(({ packet }) => packet);
  for (const packet of randomPackets(parents, count, seed)) yield asCase(packet);
}
