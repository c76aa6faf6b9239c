import { personOf } from '../../accounts/caller.ts';
import type { Forms } from '../forms.ts';
import { requestsOf } from '../requests/read.ts';
import { submitRequest } from '../requests/submit.ts';
import { mayStand, openPage, summary, type Fill } from './fill.ts';
import type { Visit } from './visit.ts';
import { walk } from './visibility.ts';

export type Validated =
  /** `again`: this very form had been sent before, or one request is all that each may make. */
  { kind: 'sent'; number: number; redirect: string | null; again: boolean } | { kind: 'out of turn'; pageId: string };

/**
 * « Valider »: the request is made of what visible pages keep, and its workflow runs. A second press, even at the same moment, finds the request that
 * the first made. Exit conditions are not evaluated again.
 */
export async function validate(forms: Forms, visit: Visit, fill: Fill): Promise<Validated> {
  if (fill.request) return { kind: 'sent', number: fill.request.number, redirect: null, again: true };
  const { pages, values } = await walk(visit.pages, fill.values, visit.at);
  if (!mayStand(pages, fill.done, summary)) return { kind: 'out of turn', pageId: openPage(pages, fill.done) };
  const only = await onlyRequest(forms, visit);
  if (only !== null) return { kind: 'sent', number: only, redirect: null, again: true };
  const { number, redirect } = await submitRequest(forms, {
    form: visit.form,
    values,
    accountId: personOf(visit.caller)?.id ?? null,
    sessionHashId: visit.sessionHashId,
    submission: { channel: 'web' },
    event: 'frontoffice-created',
    fillId: fill.id,
  });
  return { kind: 'sent', number, redirect, again: false };
}

/** Where each may make one request only: the one that is there. */
export async function onlyRequest(forms: Forms, { form, caller, sessionHashId }: Visit): Promise<number | null> {
  if (!form.definition.onlyAllowOne) return null;
  const made = await requestsOf(forms, { accountId: personOf(caller)?.id ?? null, sessionHashId });
  return made.find(({ formSlug }) => formSlug === form.definition.slug)?.number ?? null;
}
