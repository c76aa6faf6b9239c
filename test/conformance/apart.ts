/** Cases that we believe to be accidents of the reference, each with its reason (docs/decisions/). */
export const APART: Readonly<Record<string, string>> = {
  T1391: 'the last digit of a floating-point number: the two runtimes round the cosine differently',
};
