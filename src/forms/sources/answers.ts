/** Answers kept for a while by one process: bounded in number, the oldest go first. */
export type AnswerCache = {
  get(key: string): unknown;
  put(key: string, value: unknown, seconds: number): void;
};

export function openAnswers(most = 500, monotonic: () => number = () => performance.now()): AnswerCache {
  const kept = new Map<string, { value: unknown; until: number }>();
  return {
    get(key) {
      const found = kept.get(key);
      if (!found) return undefined;
      if (found.until > monotonic()) return found.value;
      kept.delete(key);
      return undefined;
    },
    put(key, value, seconds) {
      kept.delete(key);
      kept.set(key, { value, until: monotonic() + seconds * 1_000 });
      if (kept.size > most) kept.delete(kept.keys().next().value!);
    },
  };
}
