/** Shown in tables and messages: no control characters, no line ends, not endless. */
export const NAME = /^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u;

/** One word. */
export const KIND = /^[a-z][a-z0-9_-]{0,63}$/;

/** Whether a text can stand as the name of a device or of a program. */
export const isName = (value: string): boolean => NAME.test(value);

/** Whether a word can stand as the kind of a program. */
export const isKind = (value: string): boolean => KIND.test(value);
