import { isOffered, judge, type Question, type Reason, type Verdict } from './judge.ts';

/** What stands against one start: whatever the desk, and at each desk (in the order of the question's desks). */
export type Explanation = { start: number; whatever: Reason[]; atDesk: Reason[][] };

/** Each start that isn't offered, with its reasons; told by `judge` itself while it decides. */
export function explain(question: Question): { verdict: Verdict; refused: Explanation[] } {
  const told = question.starts.map((start): Explanation => ({
    start,
    whatever: [],
    atDesk: question.desks.map(() => []),
  }));
  const verdict = judge(question, (start, desk, reason) => {
    const explanation = told[start]!;
    (desk === null ? explanation.whatever : explanation.atDesk[desk]!).push(reason);
  });
  return { verdict, refused: told.filter((_, index) => !isOffered(verdict, index)) };
}
