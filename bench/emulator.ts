/**
 * Executes the instructions of a BPF program one by one and counts them. Time on a busy machine moves by more than
 * what an optimisation is worth; the count does not. It knows what generated programs use: loads, stores, arithmetic,
 * jumps, bpf_map_lookup_elem (which finds one zeroed value), tail calls and helpers that read nothing (which fail).
 */
import { Bytes } from "../src/object/bytes.ts";
import { readSections } from "../src/object/elf.ts";

export interface Count {
  readonly returned: bigint;
  /** Executed, LD_IMM64 as one. */
  readonly instructions: number;
  /** Loads and stores. */
  readonly accesses: number;
  /** Those of the stack. */
  readonly spills: number;
  /** Jumps that were taken, conditional or not. */
  readonly jumps: number;
  readonly tailCalls: number;
  /** The indices of all instructions in the order of execution. */
  readonly trace: readonly number[];
}

/** The instructions of a section of a BPF object (clang names it as SEC does). */
export const instructionsOf = (object: Buffer, section: string): Buffer => {
  const found = readSections(new Bytes(object)).find(({ name }) => name === section);
  if (found === undefined) throw new Error(`no section ${section}`);
  return Buffer.from(found.content.text(), "latin1");
};

/** Where a section's functions begin, by their names, as indices of instructions. */
export const entriesOf = (object: Buffer): ReadonlyMap<string, number> => {
  const sections = readSections(new Bytes(object));
  const named = (wanted: string): Buffer => {
    const section = sections.find(({ name }) => name === wanted);
    return Buffer.from(section?.content.text() ?? "", "latin1");
  };
  const [symbols, names] = [named(".symtab"), named(".strtab")];
  const entries = new Map<string, number>();
  for (let at = 0; at + SYMBOL_BYTES <= symbols.length; at += SYMBOL_BYTES) {
    if ((symbols.readUInt8(at + 4) & 15) !== STT_FUNC) continue;
    const start = symbols.readUInt32LE(at);
    const name = names.toString("latin1", start, names.indexOf(0, start));
    entries.set(name, Number(symbols.readBigUInt64LE(at + 8)) / 8);
  }
  return entries;
};

const SYMBOL_BYTES = 24;
const STT_FUNC = 2;

const REGIONS = { context: 0x10000, packet: 0x20000, stack: 0x40000, keys: 0x50000, map: 0x60000 } as const;
const MEMORY = 0x80000;
const FRAME = REGIONS.stack + 512;
const MAX_STEPS = 1_000_000;
const HELPERS = { mapLookup: 1, tailCall: 12 } as const;
const EFAULT = -14n;

const SIZES: Readonly<Record<number, number>> = { 0: 4, 1: 2, 2: 1, 3: 8 };

const signed = (value: bigint, wide: boolean): bigint => BigInt.asIntN(wide ? 64 : 32, value);

const compute = (operator: number, left: bigint, right: bigint, wide: boolean): bigint => {
  const bits = wide ? 64n : 32n;
  const amount = right & (bits - 1n);
  switch (operator) {
    case 0x0:
      return left + right;
    case 0x1:
      return left - right;
    case 0x2:
      return left * right;
    case 0x3:
      return right === 0n ? 0n : left / right;
    case 0x4:
      return left | right;
    case 0x5:
      return left & right;
    case 0x6:
      return left << amount;
    case 0x7:
      return left >> amount;
    case 0x8:
      return -left;
    case 0x9:
      return right === 0n ? left : left % right;
    case 0xa:
      return left ^ right;
    case 0xb:
      return right;
    case 0xc:
      return signed(left, wide) >> amount;
    default:
      throw new Error(`arithmetic operator ${operator}`);
  }
};

const isTaken = (operator: number, left: bigint, right: bigint, wide: boolean): boolean => {
  const [a, b] = [signed(left, wide), signed(right, wide)];
  switch (operator) {
    case 0x0:
      return true;
    case 0x1:
      return left === right;
    case 0x2:
      return left > right;
    case 0x3:
      return left >= right;
    case 0x4:
      return (left & right) !== 0n;
    case 0x5:
      return left !== right;
    case 0x6:
      return a > b;
    case 0x7:
      return a >= b;
    case 0xa:
      return left < right;
    case 0xb:
      return left <= right;
    case 0xc:
      return a < b;
    case 0xd:
      return a <= b;
    default:
      throw new Error(`jump ${operator}`);
  }
};

const swapped = (value: bigint, bits: number): bigint => {
  let result = 0n;
  for (let byte = 0; byte < bits / 8; byte += 1)
    result = (result << 8n) | ((value >> BigInt(8 * byte)) & 0xffn);
  return result;
};

class Memory {
  readonly bytes = Buffer.alloc(MEMORY);

  load(address: bigint, size: number): bigint {
    let value = 0n;
    for (let byte = size - 1; byte >= 0; byte -= 1)
      value = (value << 8n) | BigInt(this.bytes.readUInt8(Number(address) + byte));
    return value;
  }

  store(address: bigint, size: number, value: bigint): void {
    for (let byte = 0; byte < size; byte += 1)
      this.bytes.writeUInt8(Number((value >> BigInt(8 * byte)) & 0xffn), Number(address) + byte);
  }
}

/** What a hook's context holds: offset, size in bytes, value. */
const contextOf = (hook: "flow_dissector" | "xdp", packetBytes: number): readonly (readonly number[])[] => {
  const end = REGIONS.packet + packetBytes;
  return hook === "xdp"
    ? [
        [0, 4, REGIONS.packet],
        [4, 4, end],
      ]
    : [
        [0x4c, 4, REGIONS.packet],
        [0x50, 4, end],
        [0x90, 8, REGIONS.keys],
      ];
};

/**
 * Runs a program at a hook on a packet (from Ethernet on), with what the kernel hands in. Tail calls go to the
 * functions that begin at `calls`.
 */
export const emulate = (
  code: Buffer,
  hook: "flow_dissector" | "xdp",
  packet: Buffer,
  calls: readonly number[] = [],
): Count => {
  const memory = new Memory();
  packet.copy(memory.bytes, REGIONS.packet);
  for (const [offset = 0, size = 0, value = 0] of contextOf(hook, packet.length))
    memory.store(BigInt(REGIONS.context + offset), size, BigInt(value));
  memory.store(BigInt(REGIONS.keys), 4, 0x000e000en);
  packet.copy(memory.bytes, REGIONS.keys + 10, 12, 14);
  const registers = Array.from({ length: 11 }, () => 0n);
  registers[1] = BigInt(REGIONS.context);
  registers[10] = BigInt(FRAME);
  const get = (register: number): bigint => registers[register] ?? 0n;
  const set = (register: number, value: bigint, wide = true): void => {
    registers[register] = BigInt.asUintN(wide ? 64 : 32, value);
  };
  const trace: number[] = [];
  let accesses = 0;
  let spills = 0;
  let jumps = 0;
  let tailCalls = 0;
  const touch = (address: bigint): bigint => {
    accesses += 1;
    if (address < BigInt(FRAME) && address >= BigInt(REGIONS.stack)) spills += 1;
    return address;
  };
  let pc = 0;
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    const at = pc * 8;
    const opcode = code.readUInt8(at);
    const target = code.readUInt8(at + 1) & 15;
    const source = code.readUInt8(at + 1) >> 4;
    const offset = code.readInt16LE(at + 2);
    const immediate = code.readInt32LE(at + 4);
    const kind = opcode & 7;
    trace.push(pc);
    pc += 1;
    if (kind === 4 || kind === 7) {
      const wide = kind === 7;
      const operator = opcode >> 4;
      const narrow = (value: bigint): bigint => BigInt.asUintN(wide ? 64 : 32, value);
      if (operator === 0xd) {
        const value = BigInt.asUintN(immediate, get(target));
        const swaps = wide || (opcode & 8) !== 0;
        set(target, swaps ? swapped(value, immediate) : value);
      } else {
        const right = narrow((opcode & 8) === 0 ? BigInt(immediate) : get(source));
        set(target, compute(operator, narrow(get(target)), right, wide), wide);
      }
    } else if (kind === 5 || kind === 6) {
      const operator = opcode >> 4;
      const wide = kind === 5;
      if (wide && operator === 9)
        return { returned: get(0), instructions: trace.length, accesses, spills, jumps, tailCalls, trace };
      const called =
        wide && operator === 8 && immediate === HELPERS.tailCall ? calls[Number(get(3))] : undefined;
      if (called !== undefined) {
        tailCalls += 1;
        pc = called;
        continue;
      }
      if (wide && operator === 8) {
        set(0, immediate === HELPERS.mapLookup ? BigInt(REGIONS.map) : EFAULT);
        continue;
      }
      const narrow = (value: bigint): bigint => BigInt.asUintN(wide ? 64 : 32, value);
      const right = narrow((opcode & 8) === 0 ? BigInt(immediate) : get(source));
      // may_goto hardly ever jumps.
      if (wide && operator === 0xe) continue;
      if (operator !== 0 && !isTaken(operator, narrow(get(target)), right, wide)) continue;
      jumps += 1;
      pc += operator === 0 && !wide ? immediate : offset;
    } else {
      const size = SIZES[(opcode >> 3) & 3] ?? 8;
      const address = (register: number): bigint => touch(get(register) + BigInt(offset));
      if (opcode === 0x18) {
        const high = code.readUInt32LE(pc * 8 + 4);
        set(target, (BigInt(high) << 32n) | BigInt.asUintN(32, BigInt(immediate)));
        pc += 1;
      } else if (kind === 1) set(target, memory.load(address(source), size));
      else if (kind === 3) memory.store(address(target), size, get(source));
      else if (kind === 2) memory.store(address(target), size, BigInt.asUintN(64, BigInt(immediate)));
      else throw new Error(`opcode 0x${opcode.toString(16)}`);
    }
  }
  throw new Error("it does not end");
};
