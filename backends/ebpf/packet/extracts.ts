/** What reads the packet: extract in both forms, lookahead, advance. */
import { must } from "../../../src/diagnostics/bug.ts";
import { extendsStack, stepsToStack } from "../../../src/ir/extend.ts";
import type { Operation, Place } from "../../../src/ir/ir.ts";
import type { Passes } from "../passes.ts";
import { type Block, indent } from "../text/block.ts";
import { constant, shiftedRight } from "../text/c-code.ts";
import type { CMember, CStruct, CType } from "../text/c-types.ts";
import { maximumOf, zeroBitsOf } from "../values/bounds.ts";
import { chunksOf, storeChunk } from "../values/chunks.ts";
import { isOwn, sizeOfOwn, writerOf } from "../values/elements.ts";
import type { Expressions } from "../values/expressions.ts";
import type { FreshHeader } from "../values/fresh-header.ts";
import { type Location, memberText, siblingValidities, validityOf } from "../values/places.ts";
import type { Cursor } from "./cursor.ts";

export interface Reader {
  readonly passes: Passes;
  readonly fresh: FreshHeader;
  readonly expressions: Expressions;
  readonly cursor: Cursor;
  /** The label that rejects with an error of core.p4. */
  readonly rejectLabel: (error: string) => string;
}

/** What one piece of the packet goes into. */
interface Destination {
  readonly location: Location;
  /** In bits from `base`. */
  readonly offset: number;
  readonly width: number;
}

/** Stores bits of the packet, all within `total` bytes from base on. */
const printLoad = (
  { location, offset, width }: Destination,
  total: number,
  reader: Reader,
  block: Block,
): void => {
  if (width === 0) {
    block.emit(reader.expressions.store(location, constant(0n)));
    return;
  }
  if (location.type.kind !== "bytes") {
    block.emit(reader.expressions.store(location, reader.cursor.bits(offset, width, total)));
    return;
  }
  for (const chunk of chunksOf(location.type.size, width)) {
    const at = offset + width - 1 - chunk.high;
    block.emit(storeChunk(location.text, chunk, reader.cursor.bits(at, chunk.high - chunk.low + 1, total)));
  }
};

const numberWidth = (member: CMember): number =>
  member.type.kind === "number" || member.type.kind === "bytes" ? member.type.width : 0;

const structAt = ({ type }: Location): CStruct => must(type.kind === "struct" ? type : undefined, "header");

const within = (header: Location, { name, type }: CMember): Location => ({
  text: memberText(header, name),
  type,
  order: "host",
  access: "value",
});

/** The fields of a header in C, without what the backend added. */
const fieldsOf = (header: Location): readonly CMember[] =>
  structAt(header).members.filter(({ field }) => field !== undefined);

/** Where a header goes that is extracted. */
interface Target {
  readonly header: Location;
  /** What stands behind its fields. */
  readonly after: readonly string[];
  /** A stack's next element, of an index that is not known and chosen by cases. */
  readonly chosen?: ChosenElement;
}

interface ChosenElement {
  readonly stack: Location & { readonly type: CType & { readonly kind: "stack" } };
  readonly index: string;
  /** The header in a variable of its own, with the same statements behind its fields. */
  readonly declare: (block: Block) => Omit<Target, "chosen"> & { readonly item: string };
}

const invalidSiblings = (header: Location): readonly string[] =>
  siblingValidities(header).map((sibling) => `${sibling} = 0;`);

/** Finds the header to be extracted; of a stack's next element, once it is known to exist. */
const destination = (place: Place, reader: Reader, block: Block): Target => {
  const { places } = reader.expressions;
  const { indices } = places;
  if (!extendsStack(place)) {
    const header = places.locate(place, block);
    return { header, after: invalidSiblings(header) };
  }
  const stack = places.locateStack(place, block);
  const count = memberText(stack, "next");
  const path = place.path.slice(0, stepsToStack(place));
  const known = indices.nextOf({ ...place, path });
  if (known !== undefined && known < stack.type.count) {
    const header = places.locate(place, block, `${known}`);
    return { header, after: [...invalidSiblings(header), `${count} = ${known + 1};`] };
  }
  const index = block.declare("next", (name) => `__u64 ${name} = ${count};`);
  block.emit("", `P4TWIN_OPAQUE(${index});`);
  block.rejectWhere(index, ">=", `${stack.type.count}`, reader.rejectLabel("StackOutOfBounds"));
  const header = places.locate(place, block, index);
  const grown = `${count} = ${index} + 1;`;
  const target = { header, after: [...invalidSiblings(header), grown] };
  if (!places.choosesByCases(stack.type)) return target;
  const { element } = stack.type;
  const member = place.path.slice(path.length + 1);
  const declareItem: ChosenElement["declare"] = (inner) => {
    const isUnion = element.valid === undefined;
    const item = inner.declare("item", (name) => `struct ${element.tag} ${name}${isUnion ? " = {}" : ""};`);
    inner.emit("");
    const own = places.within({ text: item, type: element, access: "value", order: "host" }, member, inner);
    return { item, header: own, after: invalidSiblings(own) };
  };
  return { ...target, chosen: { stack, index, declare: declareItem } };
};

/** A one-argument extract. */
export const printExtract = (
  { header: place }: Operation & { readonly kind: "extract" },
  reader: Reader,
  block: Block,
): void => {
  const { header, after, chosen } = destination(place, reader, block);
  const fields = fieldsOf(header);
  const bits = fields.reduce((sum, field) => sum + numberWidth(field), 0);
  const { phase } = reader.cursor;
  const bytes = reader.cursor.bytesFor(bits);
  reader.cursor.require(bytes, block);
  if (phase === 0 && bits % 8 === 0) {
    const kept = reader.fresh.extract(
      place,
      fields.map((field) => ({ name: field.field ?? "", width: numberWidth(field) })),
    );
    if (kept !== "") block.emit(kept);
  } else reader.fresh.forget(place);
  const fill = (target: Omit<Target, "chosen">, inner: Block): void => {
    let offset = phase;
    for (const field of fields) {
      const width = numberWidth(field);
      printLoad({ location: within(target.header, field), offset, width }, bytes, reader, inner);
      offset += width;
    }
    inner.emit(`${validityOf(target.header)} = 1;`, ...target.after);
  };
  if (chosen === undefined) fill({ header, after }, block);
  else {
    const { stack, index } = chosen;
    const [own, other] = [block.inner(), block.inner()];
    const item = chosen.declare(own);
    fill(item, own);
    own.emit(`${writerOf(stack.type)}(&${stack.text}, ${index}, &${item.item}, ${sizeOfOwn(stack.text)});`);
    fill({ header, after: after.slice(0, -1) }, other);
    block.emit(
      `if (${isOwn(stack.text)}) {`,
      ...indent(own.body),
      "} else {",
      ...indent(other.body),
      "}",
      ...after.slice(-1),
    );
  }
  reader.cursor.advance(bits, block);
};

/** Names a variable number of bits as bytes, or rejects. */
const variableBytes = (
  bits: Operation & { readonly kind: "advance" | "extract-varbit" },
  reader: Reader,
  block: Block,
): string => {
  const amount = block.once(reader.expressions.print(bits.bits, block), "bits");
  if (zeroBitsOf(bits.bits) < 3) {
    const label = reader.rejectLabel("ParserInvalidArgument");
    if (block.rejectsFirst) block.rejectWhere(`${amount.text} & 7`, "!=", "0", label);
    else block.rejectIf(`${amount.text} & 7`, label);
  }
  return block.once(shiftedRight(amount, 3), "bytes").text;
};

/** The order of checks is DESIGN's: ParserInvalidArgument, PacketTooShort, HeaderTooShort. */
export const printExtractVarbit = (
  operation: Operation & { readonly kind: "extract-varbit" },
  reader: Reader,
  block: Block,
): void => {
  const { header: found, after: behindFields, chosen } = destination(operation.header, reader, block);
  const item = chosen?.declare(block);
  const { header, after } = item ?? { header: found, after: behindFields };
  const members = fieldsOf(header);
  const at = members.findIndex(({ type }) => type.kind === "varbit");
  const varbit = must(members[at], "varbit field");
  const { declaration } = structAt(header);
  const type = must(declaration.fields[at], "varbit field").type;
  const maximum = type.kind === "varbit" ? Math.floor(type.maxWidth / 8) : 0;
  const before = members.slice(0, at);
  const behind = members.slice(at + 1);
  const sum = (fields: readonly CMember[]): number =>
    fields.reduce((total, field) => total + numberWidth(field), 0);
  const length = variableBytes(operation, reader, block);

  // The varbit itself begins at a whole byte (limits.ts).
  reader.cursor.require(reader.cursor.bytesFor(sum(before)), block);
  const fixed = reader.cursor.bytesFor(sum(before) + sum(behind));
  const all = fixed === 0 ? length : `${length} + ${fixed}`;
  reader.cursor.reachBy(all, block);
  block.rejectWhere(length, ">", `${maximum}`, reader.rejectLabel("HeaderTooShort"));

  const loadAll = (fields: readonly CMember[]): void => {
    const bytes = reader.cursor.bytesFor(sum(fields));
    let offset = reader.cursor.phase;
    for (const field of fields) {
      const width = numberWidth(field);
      printLoad({ location: within(header, field), offset, width }, bytes, reader, block);
      offset += width;
    }
  };
  loadAll(before);
  reader.cursor.advance(sum(before), block);
  const { text } = within(header, varbit);
  const { lines, text: distance } = reader.cursor.distance;
  block.emit(...lines, `${text}.offset = ${distance};`, `${text}.length = ${length};`);
  reader.cursor.advanceBy(length, block);
  reader.cursor.require(reader.cursor.bytesFor(sum(behind)), block);
  loadAll(behind);
  block.emit(`${validityOf(header)} = 1;`, ...after);
  if (chosen !== undefined && item !== undefined) {
    const { stack, index } = chosen;
    block.emit(
      `${writerOf(stack.type)}(&${stack.text}, ${index}, &${item.item}, ${sizeOfOwn(stack.text)});`,
      ...behindFields.slice(-1),
    );
  }
  reader.cursor.advance(sum(behind), block);
};

/** Loads pieces of what stands at the cursor. */
export const printLookahead = (
  { width, loads }: Operation & { readonly kind: "lookahead" },
  reader: Reader,
  block: Block,
): void => {
  const { phase } = reader.cursor;
  const bytes = reader.cursor.bytesFor(width);
  reader.cursor.require(bytes, block);
  for (const load of loads) {
    const location = reader.expressions.places.locate(load.target, block);
    printLoad({ location, offset: phase + load.offset, width: load.width }, bytes, reader, block);
  }
};

/** Moves the cursor; only a constant amount may be no whole number of bytes. */
export const printAdvance = (
  operation: Operation & { readonly kind: "advance" },
  reach: number,
  reader: Reader,
  block: Block,
): void => {
  const { bits } = operation;
  if (bits.kind !== "bits") {
    const most = Number(maximumOf(bits) / 8n);
    reader.cursor.advanceBy(variableBytes(operation, reader, block), block, most);
    return;
  }
  const amount = Number(bits.value);
  const bytes = Math.floor((reader.cursor.phase + amount) / 8);
  if (bytes > reach) {
    reader.cursor.phase = (reader.cursor.phase + amount) % 8;
    reader.cursor.advanceBy(`${bytes}`, block);
    return;
  }
  reader.cursor.reach(reader.cursor.bytesFor(amount), block);
  reader.cursor.advance(amount, block);
};
