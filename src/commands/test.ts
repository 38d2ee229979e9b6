import { basename, dirname } from "node:path";
import {
  type CoverPacket,
  coverSubject,
  type Explored,
  expandValueSets,
  randomOf,
  randomPackets,
  shrink,
  type Trial,
  tryPackets,
} from "../cover/index.ts";
import { DiagnosticSink } from "../diagnostics/sink.ts";
import {
  ENGINES,
  type Engine,
  type EngineName,
  type Entries,
  hooksOf,
  isForValueSet,
  madeUpEntries,
  openEngine,
  readAllEntries,
  type Subject,
} from "../engines/index.ts";
import { writeOutputs } from "../output/write.ts";
import { emitPackets } from "./emit-packets.ts";
import { tellNoEngine } from "./engine-trouble.ts";
import type { TestOptions } from "./options.ts";
import { openProgress, type Progress } from "./progress.ts";
import { judge, report } from "./report.ts";
import { type Opened, openSource } from "./source.ts";
import { type ExitStatus, status } from "./status.ts";
import { printMessage, printResult } from "./streams.ts";
import { makeSubject, rowsKept } from "./subject.ts";
import { coverageOf, entryLines, spellFinding, tableOf } from "./test-report.ts";

/** The engines besides the reference, which is always there. */
const others = ({ engines }: TestOptions): readonly EngineName[] =>
  (engines ?? ENGINES).filter((name) => name !== "reference");

/** What is given, and made-up entries for the value sets that nothing is said of; or what is wrong. */
const entriesOf = ({ program }: Subject, { inputs, seed }: TestOptions): Entries | string => {
  const given = readAllEntries(program, inputs);
  if (typeof given === "string") return given;
  const other = inputs.find((text) => !isForValueSet(program, text));
  if (other !== undefined) return `${other}: only value sets can be set here; all else is tried out`;
  return new Map([...madeUpEntries(program.valueSets, randomOf(seed)), ...given]);
};

/** Opens what is asked for; a status where one of them has to be there and is not. */
const openEngines = async (
  { source }: Opened,
  subject: Subject,
  options: TestOptions,
): Promise<readonly Engine[] | ExitStatus> => {
  const opened: Engine[] = [];
  for (const name of others(options)) {
    for (const hook of name === "ebpf" ? hooksOf(subject) : hooksOf(subject).slice(0, 1)) {
      const engine = await openEngine(subject, name, hook, options.arch);
      if (engine.kind === "engine") {
        opened.push(engine);
        continue;
      }
      if (engine.kind === "missing" && options.engines === undefined) {
        printMessage(`note: without the engine ${name}: ${engine.message}\n`);
        break;
      }
      for (const one of opened) one.close();
      return tellNoEngine(engine, name, source.sourceMap, options.file, options);
    }
  }
  return opened;
};

/** Writes the packets where they were asked for. False when that failed; it has been said. */
const emit = (packets: readonly CoverPacket[], options: TestOptions): boolean => {
  if (options.emit === undefined) return true;
  const bytes = emitPackets(packets, options.emit);
  if (options.output === undefined) {
    printResult(bytes);
    return true;
  }
  const sink = new DiagnosticSink();
  const written = writeOutputs(
    dirname(options.output),
    [{ path: basename(options.output), text: bytes }],
    sink,
  );
  if (!written) report(judge(sink, options), undefined, options.file, options);
  else if (options.emit === "pcap" && packets.some(({ inputs }) => inputs.size > 0))
    printMessage("note: a pcap file cannot say what is to be set; some packets need it (see --emit json)\n");
  return written;
};

/** Says everything; results that would mix with emitted packets go to stderr. False where a warning is an error. */
const tell = (
  { source }: Opened,
  subject: Subject,
  explored: Explored,
  trial: Trial,
  options: TestOptions,
): boolean => {
  const say = options.emit !== undefined && options.output === undefined ? printMessage : printResult;
  const sink = new DiagnosticSink();
  const lines = coverageOf(subject, explored, trial, sink);
  const verdict = judge(sink, options);
  report(verdict, source.sourceMap, options.file, options);
  say(`${basename(options.file)}: ${explored.packets.length} packets and ${options.random} random ones\n`);
  for (const line of entryLines(subject)) say(line);
  say(`${lines.join("\n")}\n\n${tableOf(trial.tallies)}`);
  return !verdict.failed;
};

const tryAll = (
  opened: Opened,
  subject: Subject,
  engines: readonly Engine[],
  options: TestOptions,
  progress: Progress,
): ExitStatus => {
  const program = expandValueSets(rowsKept(opened, subject), subject.entries ?? new Map());
  const explored = coverSubject(subject, program, (packets) => progress.show("packets found", packets, 0));
  const packets = [...explored.packets, ...randomPackets(explored.packets, options.random, options.seed)];
  const trial = tryPackets(subject, engines, packets, (done) =>
    progress.show("packets run", done, packets.length),
  );
  progress.clear();
  const written = emit(explored.packets, options);
  const isFine = tell(opened, subject, explored, trial, options);
  for (const finding of trial.findings) {
    const engine = engines.find(({ name }) => name === finding.engine);
    printMessage(spellFinding(subject, engine === undefined ? finding : shrink(subject, engine, finding)));
  }
  return written && isFine && trial.findings.length === 0 ? status.done : status.failed;
};

/** `p4twin test FILE`: packets that reach everything, on all engines; a difference fails. */
export const testCommand = async (options: TestOptions): Promise<ExitStatus> => {
  const sink = new DiagnosticSink();
  const opened = openSource(options.file, options, sink);
  const made = opened === undefined ? undefined : makeSubject(opened, sink);
  const verdict = judge(sink, options);
  report(verdict, opened?.source.sourceMap, options.file, options);
  if (opened === undefined || made === undefined || verdict.failed) return status.failed;
  const entries = entriesOf(made, options);
  if (typeof entries === "string") {
    printMessage(`error: --set: ${entries}\n`);
    return status.usage;
  }
  const subject = { ...made, entries };
  const engines = await openEngines(opened, subject, options);
  if (typeof engines === "number") return engines;
  const progress = openProgress();
  try {
    return tryAll(opened, subject, engines, options, progress);
  } finally {
    for (const engine of engines) engine.close();
  }
};
