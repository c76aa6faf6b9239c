import type { Forms } from '../forms.ts';
import { leaseSeconds, renewLease, type Claim } from './pass.ts';

/** Shows that this process lives while it runs a pass; the pass of a process that hangs goes to another. */
export function keepLease({ town }: Forms, claim: Claim): () => void {
  const timer = setInterval(
    () => {
      renewLease(town.db, claim).then(
        (held) => {
          if (!held) clearInterval(timer);
        },
        // The database is away: the next sign of life may get through, else the lease ends.
        () => {},
      );
    },
    (leaseSeconds * 1000) / 4,
  );
  timer.unref();
  return () => clearInterval(timer);
}
