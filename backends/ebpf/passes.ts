/**
 * The optimisations of the eBPF backend, by name. None changes what a program means; users get all of them. The bench
 * leaves them out one at a time, to show what each is worth, and the differential tests run with and without.
 */
export const PASSES = {
  "bounded-steps": "variable steps are masked to their maximum: the position needs no bound of its own",
  "chosen-elements":
    "an element of a stack in the caller's own variable is chosen by cases, where its index is not known",
  "cold-rejects": "the C compiler is told that rejects are rare, and spills registers there",
  "constant-indices": "indices into stacks are constants where it is known how full the stacks are",
  continuations: "states that read a header of their predecessors are copied behind each of them",
  "forgotten-parameters":
    "what loops do to the caller's own variables is made unknown to the verifier at each turn",
  "inner-loops": "a state that leads to itself, a few times, within a loop is a loop of its own",
  "joined-keys": "select keys that lie side by side in a header are loaded and compared as one",
  "kept-in-memory": "what only rare paths read is kept in memory, which leaves the registers to the parser",
  "likely-order":
    "code stands in the order in which packets mostly take it: likely rows are compared first, rare steps stand apart",
  "network-order": "keys in network order are compared with constants in network order",
  "packet-copies":
    "fields side by side that go to neighbouring bytes are copied from the packet in one piece",
  "peeled-loops": "the first passes of a loop are copied out in front of it",
  "rare-loops":
    "the C compiler is told that a loop is rare whose first passes stand in front of it, and spills registers there",
  "spent-loops": "a loop that uses up what is left of a list has no more passes than that",
  "summed-keys": "what states in a loop add to is summed up in a variable and stored in the end",
  "sunk-stores": "stores that an inner header mostly overwrites wait until it is known whether there is one",
  "zero-steps": "a variable step of zero (no options) takes a branch past it, with all that depends on it",
} as const;

export type Pass = keyof typeof PASSES;

export const isPass = (name: string): name is Pass => Object.hasOwn(PASSES, name);

/** Whether a pass is on. */
export type Passes = (pass: Pass) => boolean;

export const passesWithout = (left: readonly Pass[]): Passes => {
  const off = new Set(left);
  return (pass) => !off.has(pass);
};
