/**
 * The generated C in the running kernel. Each packet runs through the very program that a user loads, unless the
 * test run cannot give it that packet (too short for it, or parameters with initial values): then through the observing
 * build of the same NAME.parser.h. A flow dissector runs through both, since its hook shows no headers.
 */
import { generate, resultLayout } from "../../backends/ebpf/index.ts";
import { DiagnosticSink } from "../diagnostics/sink.ts";
import type { Engine, NoEngine, Outcome, Rewrite, Subject } from "./engine.ts";
import { fillValueSets } from "./fill.ts";
import { flagsOf, laidOver, openFlowKeysHook } from "./flow-keys-hook.ts";
import { ETHERNET_BYTES, entryOf, TOO_SHORT_FRAME } from "./frame.ts";
import { openHook, type PlainHook } from "./hook.ts";
import type { KernelBench } from "./kernel-bench.ts";
import { type KernelProgram, openProgram } from "./kernel-program.ts";
import type { EbpfHook } from "./names.ts";
import { type Observing, openObserving } from "./observing.ts";
import { refusal } from "./refusal.ts";

/** The hooks that programs are made for by default, and run at. */
export const hooksOf = ({ program }: Subject): readonly EbpfHook[] =>
  program.architecture === "flow_dissector_model" ? ["flow_dissector"] : ["xdp", "tc"];

/** All hooks that a program can be run at. */
export const allHooksOf = (subject: Subject): readonly EbpfHook[] =>
  subject.program.architecture === "flow_dissector_model"
    ? hooksOf(subject)
    : [...hooksOf(subject), "xdp.frags"];

/** Opened at the first packet that asks for it. */
const onDemand = (open: () => Observing | NoEngine): Observing => {
  let opened: Observing | NoEngine | undefined;
  return {
    kind: "observing",
    observe: (packet, inputs) => {
      opened ??= open();
      if (opened.kind === "observing") return opened.observe(packet, inputs);
      const reason = opened.kind === "refused" ? "the backend refuses the program" : opened.message;
      return { kind: "refused", reason };
    },
    close: () => {
      if (opened?.kind === "observing") opened.close();
    },
  };
};

const openPlain = (
  bench: KernelBench,
  { program }: Subject,
  loaded: KernelProgram,
  hook: PlainHook,
  observing: Observing,
): Engine => {
  const run = openHook(bench, loaded, hook, resultLayout(program));
  return {
    kind: "engine",
    name: `ebpf:${hook}`,
    observe: (packet, inputs) => {
      const isPlain = packet.length >= ETHERNET_BYTES && [...inputs.values()].every((value) => value === 0n);
      const outcome = isPlain ? run.observe(packet) : undefined;
      return outcome?.kind === "observed" ? outcome : observing.observe(packet, inputs);
    },
    close: () => {
      observing.close();
      run.close();
    },
  };
};

const openFlowDissector = (
  bench: KernelBench,
  { program }: Subject,
  loaded: KernelProgram,
  observing: Observing,
): Engine => {
  const ask = openFlowKeysHook(bench, loaded);
  const keys = program.parameters.find(({ role }) => role === "keys")?.name ?? "keys";
  const flags = program.parameters.find(({ role }) => role === "flags")?.name;
  const observe: Engine["observe"] = (frame, given): Outcome => {
    const entry = entryOf(program, frame, given);
    if (entry === undefined) return TOO_SHORT_FRAME;
    const seen = observing.observe(entry.packet, entry.inputs);
    if (seen.kind === "refused") return seen;
    const answer = ask(frame, flagsOf(given, flags));
    if (answer.kind === "refused") return refusal(answer.errno, frame.length);
    return { kind: "observed", observation: laidOver(seen.observation, answer, keys, frame.length) };
  };
  return {
    kind: "engine",
    name: "ebpf:flow_dissector",
    observe,
    close: () => {
      observing.close();
      loaded.object.close();
    },
  };
};

/** Generates, compiles and loads the program of one hook. */
export const openEbpf = (
  subject: Subject,
  hook: EbpfHook,
  bench: KernelBench,
  rewrite: Rewrite = (files) => files,
): Engine | NoEngine => {
  const { program, identity } = subject;
  const sink = new DiagnosticSink();
  const generated = generate(program, identity, { hooks: [hook] }, sink);
  if (generated === undefined) return { kind: "refused", findings: sink.all };
  const files = rewrite(generated);
  const main = files.find(({ kind }) => kind === "bpf-program");
  if (main === undefined) return { kind: "refused", findings: sink.all };
  const name = programNameIn(main.text, hook);
  const loaded = openProgram(bench, files, main.path, name);
  if (loaded.kind !== "program") return loaded;
  const { entries = new Map() } = subject;
  fillValueSets(bench.libbpf, program, loaded, entries);
  const observing = onDemand(() => openObserving(bench, program, files, entries));
  return hook === "flow_dissector"
    ? openFlowDissector(bench, subject, loaded, observing)
    : openPlain(bench, subject, loaded, hook, observing);
};

/** The name of the hook's function as the file defines it. */
const programNameIn = (text: string, hook: EbpfHook): string =>
  new RegExp(`^int (\\w+_${hook.replace(".", "_")})\\(`, "m").exec(text)?.[1] ?? hook;
