/** Cases that we believe to be accidents of the reference, each with its reason (docs/decisions/). */
export const APART: Readonly<Record<string, string>> = {};
