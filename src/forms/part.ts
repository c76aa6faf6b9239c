import { publishedRoutes } from '../accounts/published-routes.tsx';
import type { SignedCalls } from '../accounts/signed-calls.ts';
import type { Part } from '../platform/part.ts';
import { publishedForms } from './api/description/published.ts';
import { apiRoutes } from './api/routes.ts';
import { backofficeRoutes } from './backoffice/routes.tsx';
import { checksOf } from './checks.ts';
import type { FormsTown } from './database.ts';
import { openDefinitions } from './definitions/definitions.ts';
import { fillsJob } from './filling/housekeeping.ts';
import type { Forms } from './forms.ts';
import { publicRoutes } from './public/routes.tsx';
import { agendaSourcesJob } from './sources/agenda-sources.ts';
import { openAnswers } from './sources/answers.ts';
import { passesJob } from './workflow/take-up.ts';

export type FormsPorts = {
  /** Calls signed under the forms' own name. */
  calls: SignedCalls;
};

/** What people ask for: forms, requests and their workflows. */
export function openForms(town: FormsTown, { calls }: FormsPorts): Part {
  const forms: Forms = { town, calls, definitions: openDefinitions(town.db), answers: openAnswers() };
  return {
    async routes(server) {
      await apiRoutes(server, forms);
      publishedRoutes(server, town, publishedForms, town.settings.formsUrl);
      publicRoutes(server, forms);
      backofficeRoutes(server, forms);
    },
    jobs: [passesJob(forms), fillsJob(forms), agendaSourcesJob(forms)],
    checks: checksOf(forms),
    close: async () => {},
  };
}
