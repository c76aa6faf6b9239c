/** What a browser does more with script: every page works without. */
import { followBoxes } from './boxes.ts';
import { askInDialog } from './dialog.ts';
import { focusErrors } from './focus-errors.ts';
import { countHold } from './hold.ts';
import { followProgress } from './progress.ts';
import { rowKeys } from './row-keys.ts';
import { searchAsYouType } from './search.ts';
import { presenceKeys } from './presence-keys.ts';

focusErrors();
followBoxes();
rowKeys();
presenceKeys();
askInDialog();
countHold();
searchAsYouType();
void followProgress();
