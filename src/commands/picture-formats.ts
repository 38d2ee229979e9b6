/** How `p4twin graph` can write a picture, by the suffix of the file's name. */
export const pictureSuffixes = [".svg", ".dot", ".mmd"] as const;

export type PictureSuffix = (typeof pictureSuffixes)[number];

export const pictureSuffixOf = (path: string): PictureSuffix | undefined =>
  pictureSuffixes.find((suffix) => path.endsWith(suffix));
