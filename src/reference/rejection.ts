/** The parser's end in the reject state; caught by the interpreter's main loop only. */
export class Rejection extends Error {
  override readonly name = "Rejection";
  /** The P4 error's name. */
  readonly error: string;

  constructor(error: string) {
    super(error);
    this.error = error;
  }
}

const made = new Map<string, Rejection>();

/** Rejects with a P4 error. One object for each error: a stack trace per packet would cost more than the parsing. */
export const reject = (error: string): never => {
  const known = made.get(error);
  if (known !== undefined) throw known;
  const rejection = new Rejection(error);
  made.set(error, rejection);
  throw rejection;
};
