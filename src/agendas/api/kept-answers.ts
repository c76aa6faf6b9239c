import type { FastifyReply } from 'fastify';

/**
 * Answers to what many ask at the same time, kept as they are sent in the memory of the process. Each bears the mark of all rows that it was made of: whoever asks again has the mark
 * read anew, and the text where it is still the same.
 */
export type KeptAnswers = {
  /** What is kept under the key with this mark, else what `make` makes now. A mark that is null stands for what can't be kept. */
  answer(key: string, mark: string | null, make: () => Promise<unknown>): Promise<string | Buffer>;
};

/** `most`: bytes of all of them together; those longest unasked for go first. */
export function openKeptAnswers(most = 16_000_000): KeptAnswers {
  const kept = new Map<string, { mark: string; text: Buffer }>();
  let size = 0;
  const forget = (key: string): void => {
    size -= kept.get(key)?.text.length ?? 0;
    kept.delete(key);
  };
  return {
    async answer(key, mark, make) {
      const found = kept.get(key);
      if (found && found.mark === mark) {
        kept.delete(key);
        kept.set(key, found);
        return found.text;
      }
      const made = JSON.stringify(await make());
      forget(key);
      if (mark === null || made.length > most) return made;
      const text = Buffer.from(made);
      kept.set(key, { mark, text });
      size += text.length;
      for (const oldest of kept.keys()) {
        if (size <= most) break;
        forget(oldest);
      }
      return text;
    },
  };
}

export function sendText(reply: FastifyReply, text: string | Buffer): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(text);
}

/** Moments that answers are the same in, as long as no row changes: whole minutes, and the instants between two. */
export function momentOf({ epochMilliseconds: ms }: Temporal.Instant): string {
  return `${Math.floor(ms / 60_000)} ${Math.ceil(ms / 60_000)}`;
}

/** Whether a listing is asked for as anybody asks: nothing about a person, a lock, or the reasons. */
export function isForAnybody(query: unknown): boolean {
  const own = ['user_external_id', 'exclude_user_external_id', 'exclude_user', 'lock_code', 'explain', 'resources'];
  return own.every((name) => {
    const value = typeof query === 'object' && query !== null ? (query as Record<string, unknown>)[name] : undefined;
    return value === undefined || value === '';
  });
}
