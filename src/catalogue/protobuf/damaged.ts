/** Input that is no protocol buffer of the expected form: says why. */
export class Damaged extends Error {}
