/** How much of its stack a BPF function uses, by its instructions. */

const LOAD = 1;
const STORES = [2, 3];
const ADD_IMMEDIATE = 0x07;
const MOVE = 0xbf;
const FRAME_POINTER = 10;

/** In bytes: of the deepest slot that is read, written or pointed to, from r10 on. */
export const stackDepth = (code: Buffer): number => {
  let deepest = 0;
  /** The register that has just been made a copy of r10. */
  let copy: number | undefined;
  for (let at = 0; at + 8 <= code.length; at += 8) {
    const opcode = code.readUInt8(at);
    const registers = code.readUInt8(at + 1);
    const [to, from] = [registers & 0xf, registers >> 4];
    const kind = opcode & 7;
    const base = kind === LOAD ? from : STORES.includes(kind) ? to : undefined;
    if (base === FRAME_POINTER) deepest = Math.max(deepest, -code.readInt16LE(at + 2));
    if (opcode === ADD_IMMEDIATE && to === copy) deepest = Math.max(deepest, -code.readInt32LE(at + 4));
    copy = opcode === MOVE && from === FRAME_POINTER ? to : undefined;
  }
  return deepest;
};
