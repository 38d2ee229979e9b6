/** The package's information in a P4Info (P4Runtime specification, section 6.2), in either form. */
import { isUtf8 } from "node:buffer";
import { combineStamps, STAMP_PREFIX, type StampReading } from "../output/stamp.ts";
import { Damaged } from "./protobuf/damaged.ts";
import { messagesOf, readText, scalarsOf, type TextMessage } from "./protobuf/text.ts";
import { bytesOf, messageOf, textOf } from "./protobuf/wire.ts";

/** What a device's program says of itself. */
export interface PackageInfo {
  /** "" where it has none. */
  readonly name: string;
  readonly stamp: StampReading;
}

/** Larger files are no P4Info. */
export const MAX_P4INFO_BYTES = 16 * 1024 * 1024;

/** A structured annotation: its name, and the texts of its key-value pairs. */
interface Annotation {
  readonly name: string;
  readonly pairs: readonly (readonly [key: string, value: string])[];
}

/** Field numbers of P4Info, PkgInfo, StructuredAnnotation, KeyValuePairList, KeyValuePair and Expression. */
const NUMBER = {
  pkgInfo: 1,
  name: 1,
  version: 2,
  structuredAnnotations: 9,
  annotationName: 1,
  pairList: 3,
  pairs: 1,
  key: 1,
  value: 2,
  string: 1,
} as const;

/** The annotation that the emitted P4 puts on `main`, as the stamp that it stands for. */
const stampOfAnnotation = ({ pairs }: Annotation): string => {
  const of = (key: string): string => {
    const values = pairs.filter(([other]) => other === key).map(([, value]) => value);
    return values.length === 1 ? (values[0] ?? "") : "";
  };
  return `${STAMP_PREFIX}1 sha1=${of("source_sha1")} sha256=${of("source_sha256")}`;
};

/** The stamp in the version and the one in the annotation, which both have to say the same. */
const packageInfo = (name: string, version: string, annotations: readonly Annotation[]): PackageInfo => ({
  name,
  stamp: combineStamps([
    ...(version.startsWith(STAMP_PREFIX) ? [version] : []),
    ...annotations.filter((annotation) => annotation.name === "p4twin").map(stampOfAnnotation),
  ]),
});

const binaryAnnotation = (message: Buffer): Annotation => ({
  name: textOf(message, NUMBER.annotationName),
  pairs: bytesOf(messageOf(message, NUMBER.pairList), NUMBER.pairs).map((pair) => [
    textOf(pair, NUMBER.key),
    textOf(messageOf(pair, NUMBER.value), NUMBER.string),
  ]),
});

/** Reads the binary form. Throws Damaged. */
export const readBinaryP4Info = (bytes: Buffer): PackageInfo => {
  const info = messageOf(bytes, NUMBER.pkgInfo);
  return packageInfo(
    textOf(info, NUMBER.name),
    textOf(info, NUMBER.version),
    bytesOf(info, NUMBER.structuredAnnotations).map(binaryAnnotation),
  );
};

const only = (message: TextMessage, name: string): string => {
  const [first = "", ...others] = scalarsOf(message, name);
  if (others.length > 0) throw new Damaged(`${name} stands in it more than once`);
  return first;
};

const textAnnotation = (message: TextMessage): Annotation => ({
  name: only(message, "name"),
  pairs: messagesOf(message, "kv_pair_list")
    .flatMap((list) => messagesOf(list, "kv_pairs"))
    .map((pair) => [
      only(pair, "key"),
      messagesOf(pair, "value")
        .map((value) => only(value, "string_value"))
        .join(""),
    ]),
});

/** Reads the text form. Throws Damaged. */
export const readTextP4Info = (text: string): PackageInfo => {
  const parts = messagesOf(readText(text, ["pkg_info"]), "pkg_info");
  if (parts.length === 0) throw new Damaged("it has no pkg_info");
  const info: TextMessage = { fields: parts.flatMap(({ fields }) => fields) };
  return packageInfo(
    only(info, "name"),
    only(info, "version"),
    messagesOf(info, "structured_annotations").map(textAnnotation),
  );
};

/** A byte that no text has: a stamped P4Info always has one in its binary form, the tag of the version. */
const isBinary = (bytes: Buffer): boolean =>
  !isUtf8(bytes) || bytes.some((byte) => byte < 9 || (byte > 13 && byte < 32) || byte === 127);

/** Reads a P4Info in whichever form it is; a string says in words why it cannot be used. */
export const readP4Info = (bytes: Buffer): PackageInfo | string => {
  try {
    return isBinary(bytes) ? readBinaryP4Info(bytes) : readTextP4Info(bytes.toString("utf8"));
  } catch (error) {
    if (error instanceof Damaged) return error.message;
    throw error;
  }
};
