/** What a browser does more with script: every page works without. */
import { focusErrors } from './focus-errors.ts';

focusErrors();
