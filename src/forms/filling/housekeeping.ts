import type { Job } from '../../platform/jobs.ts';
import type { Forms } from '../forms.ts';
import { forgetFills } from './statements.ts';

/** As long as a visitor's session: past it nobody could come back to it anyway. */
const keptDays = 14;

/** Forms that nobody came back to are forgotten. */
export function fillsJob(forms: Forms): Job {
  return {
    name: 'forgotten fills',
    everySeconds: 3_600,
    run: () => forgetFills(forms.town.db, forms.town.clock().subtract({ hours: 24 * keptDays })),
  };
}
