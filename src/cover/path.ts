/** A parser on its way through a packet whose bits are unknown. */
import type { Constraints } from "./constraints.ts";
import type { Word } from "./words.ts";

/** Mutable; `fork` copies it. */
export interface Path {
  /** By the place's spelling: `hdr.vlan[0].tag`; `hdr.vlan[0]#valid` is one bit. What is not there is zero. */
  readonly store: Map<string, Word>;
  /** Next indices of stacks. */
  readonly next: Map<string, number>;
  /** Words that have been given a value so that the way goes on; by their literals. */
  readonly pinned: Map<string, bigint>;
  readonly visits: Map<string, number>;
  /** The row that the way has come by, with its state. */
  last: string;
  constraints: Constraints;
  /** In bits of the packet on the wire. */
  cursor: number;
  /** The farthest bit of the wire that had to be there so far. */
  demanded: number;
}

export const fork = (path: Path): Path => ({
  ...path,
  store: new Map(path.store),
  next: new Map(path.next),
  pinned: new Map(path.pinned),
  visits: new Map(path.visits),
});
