import type { Forms } from '../forms.ts';
import { leaseSeconds, renewLease, type Claim } from './pass.ts';

/** Shows that this process lives while it runs a pass; the pass of a process that hangs goes to another. */
export function keepLease({ town }: Forms, claim: Claim): () => void {
  const sign = async (): Promise<void> => {
    if (!(await renewLease(town.db, claim))) clearInterval(timer);
  };
  // While the database is away there is no sign of life: the next one may get through, else the lease ends.
  const timer = setInterval(() => void sign().catch(() => {}), (leaseSeconds * 1000) / 4);
  timer.unref();
  return () => clearInterval(timer);
}
