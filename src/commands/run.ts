import { DiagnosticSink } from "../diagnostics/sink.ts";
import {
  allHooksOf,
  type EbpfHook,
  type Engine,
  type Entries,
  type Inputs,
  isEbpfHook,
  isForValueSet,
  openEngine,
  readAllEntries,
  readInput,
  type Subject,
} from "../engines/index.ts";
import { describeObservation, printObservation } from "../observation/index.ts";
import { tellNoEngine } from "./engine-trouble.ts";
import type { RunOptions } from "./options.ts";
import { readPackets } from "./packets.ts";
import { judge, report } from "./report.ts";
import { type Opened, openSource } from "./source.ts";
import { type ExitStatus, status } from "./status.ts";
import { printMessage, printResult } from "./streams.ts";
import { makeSubject } from "./subject.ts";

const fail = (message: string, how: ExitStatus): ExitStatus => {
  printMessage(`error: ${message}\n`);
  return how;
};

/** The values and entries of --set, or what is wrong with one. */
const readSettings = (
  { program }: Subject,
  texts: readonly string[],
): { readonly inputs: Inputs; readonly entries: Entries } | string => {
  const entries = readAllEntries(program, texts);
  if (typeof entries === "string") return entries;
  const inputs = new Map<string, bigint | string>();
  for (const text of texts) {
    if (isForValueSet(program, text)) continue;
    const read = readInput(program, text);
    if (read.kind === "wrong") return read.message;
    inputs.set(read.name, read.value);
  }
  return { inputs, entries };
};

const printBlock = (packet: number, bytes: number, lines: readonly string[]): void =>
  printResult(`packet ${packet}: ${bytes} bytes\n${lines.join("\n")}\n`);

/** Runs every packet; a packet that the engine cannot be given is an error, but no reason to leave out the others. */
const runAll = (
  engine: Engine,
  packets: readonly Uint8Array[],
  inputs: Inputs,
  format: RunOptions["format"],
): ExitStatus => {
  let result: ExitStatus = status.done;
  for (const [number, packet] of packets.entries()) {
    const outcome = engine.observe(packet, inputs);
    if (outcome.kind === "refused") result = fail(`packet ${number}: ${outcome.reason}`, status.failed);
    else if (format === "json") printResult(`${printObservation(number, outcome.observation)}\n`);
    else printBlock(number, packet.length, describeObservation(outcome.observation));
  }
  return result;
};

const chooseHook = (subject: Subject, wanted: EbpfHook | undefined): string => {
  const possible = allHooksOf(subject);
  const [first] = possible;
  const hook = wanted ?? first;
  if (hook !== undefined && possible.includes(hook)) return hook;
  return `a parser of ${subject.program.architecture} runs at ${possible.join(" and ")}, not at ${wanted}`;
};

const runSubject = async (opened: Opened, subject: Subject, options: RunOptions): Promise<ExitStatus> => {
  const settings = readSettings(subject, options.inputs);
  if (typeof settings === "string") return fail(`--set: ${settings}`, status.usage);
  const hook = chooseHook(subject, options.hook);
  if (!isEbpfHook(hook)) return fail(`--hook: ${hook}`, status.usage);
  const packets = readPackets(options.packets);
  if (packets.kind === "broken")
    return fail(packets.message, options.packets.kind === "hex" ? status.usage : status.failed);
  const { inputs, entries } = settings;
  const engine = await openEngine({ ...subject, entries }, options.engine, hook, options.arch);
  if (engine.kind !== "engine")
    return tellNoEngine(engine, options.engine, opened.source.sourceMap, options.file, options);
  try {
    return runAll(engine, packets.packets, inputs, options.format);
  } finally {
    engine.close();
  }
};

/** `p4twin run FILE`: what the parser observes in packets, on one engine. */
export const runCommand = async (options: RunOptions): Promise<ExitStatus> => {
  const sink = new DiagnosticSink();
  const opened = openSource(options.file, options, sink);
  const subject = opened === undefined ? undefined : makeSubject(opened, sink);
  const verdict = judge(sink, options);
  report(verdict, opened?.source.sourceMap, options.file, options);
  if (opened === undefined || subject === undefined || verdict.failed) return status.failed;
  return runSubject(opened, subject, options);
};
