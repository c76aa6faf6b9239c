import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpRefusal } from '../../platform/server/refusal.ts';
import { faultOf, type Fault } from '../../platform/server/server.ts';
import type { Settings } from '../../platform/settings.ts';

type Language = Settings['language'];

/** Titles of errors by their code (spec/forms-workflows.md, section 6.3); clients compare `err_code`, people read these. */
const titles: Readonly<Record<string, { fr: string; en: string }>> = {
  'access-denied': { fr: 'Access denied', en: 'Access denied' },
  'unknown-name-id': { fr: 'Access denied', en: 'Access denied' },
  'access-unauthorized': { fr: 'Access denied', en: 'Access denied' },
  'not-found': { fr: 'Page non trouvée', en: 'Page not found' },
  'invalid-request': { fr: 'Invalid request', en: 'Invalid request' },
  'publishing-error': { fr: 'Publishing error', en: 'Publishing error' },
  'method-not-allowed': { fr: 'Method not allowed', en: 'Method not allowed' },
};

/** Sentences as the site's people read them. */
const french: Readonly<Record<string, string>> = {
  'Insufficient roles.': 'Rôles insuffisants.',
  'Unsufficient roles.': 'Rôles insuffisants.',
  'Unmet condition.': 'Condition non validée.',
  'User not authenticated.': 'Utilisateur non authentifié.',
  'Formdata currently processing actions.': 'Actions en cours de traitement…',
  'Broken jump or missing target status.': 'Saut cassé, ou statut cible absent.',
  'Wrong HTTP method (must be POST or PUT).': 'Mauvaise méthode HTTP (POST ou PUT attendu).',
  'Access denied.': 'Accès refusé.',
  'Not found.': 'Page non trouvée.',
  'Disabled form.': 'Formulaire désactivé.',
};

export type JsonError = { err: 1; err_class: string; err_code: string; err_desc: string; reason: string };

/** What programs are told of a refusal or a fault. */
export function jsonError({ code, message }: Fault, language: Language): JsonError {
  const told = language === 'fr' ? (french[message] ?? message) : message;
  const title = titles[code]?.[language] ?? message;
  return { err: 1, err_class: title, err_code: code, err_desc: told, reason: told };
}

/** Errors of a scope, as JSON. */
export function answerErrors(scope: FastifyInstance, language: Language): void {
  scope.setErrorHandler<FastifyError>((error, request, reply) => sendError(faultOf(error, request), reply, language));
}

export function sendError(fault: Fault, reply: FastifyReply, language: Language): FastifyReply {
  reply.code(fault.status);
  if (fault.retryAfterSeconds !== null) reply.header('retry-after', fault.retryAfterSeconds);
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(jsonError(fault, language)));
}

export const publishingError = (why: string): HttpRefusal => new HttpRefusal(400, 'publishing-error', why);

/** Whether the caller wants JSON: below `/api/`, by exactly that type, or by the query (section 6.3). */
export function wantsJson(request: FastifyRequest): boolean {
  const [path = '', query = ''] = request.url.split('?');
  if (/(^|\/)api\//.test(path)) return true;
  const { accept, 'content-type': contentType } = request.headers;
  const parameters = new URLSearchParams(query);
  return (
    accept === 'application/json' ||
    contentType === 'application/json' ||
    parameters.has('json') ||
    parameters.get('format') === 'json'
  );
}
