import { signUrl } from '../../src/signature/sign.ts';
import { parameters, verifyQuery } from '../../src/signature/verify.ts';
import { openSecrets } from '../../src/accounts/services.ts';
import { signedCallsOf } from '../../src/accounts/signed-calls.ts';
import { testApp } from '../app.ts';
import { sql } from 'kysely';
import type { Failure, Outcome } from './main.ts';

type SignCase = {
  id: string;
  kind: 'sign';
  url: string;
  key: string;
  algo: string;
  timestamp: string;
  nonce: string;
  signed_url: string;
};
type VerifyCase = {
  id: string;
  kind: 'verify';
  query: string;
  result?: boolean;
  error?: boolean;
  http?: { status: number; json?: unknown };
};
type AutoCase = {
  id: string;
  kind: 'auto';
  url: string;
  signed: boolean;
  orig?: string;
  parameters_in_order?: string[];
};
type SignatureFile = {
  now: string;
  cases: (SignCase | VerifyCase | AutoCase)[];
  site: {
    'api-secrets': Record<string, string>;
    'wscall-secrets': Record<string, string>;
    api_access: { identifier: string; key: string };
    own_host: string;
    user: { email: string; nameid: string };
  };
};

export async function run(content: unknown): Promise<Outcome> {
  const file = content as SignatureFile;
  const failures: Failure[] = [];
  const site = await openSite(file);
  for (const one of file.cases) {
    const why = await failureOf(one, file, site).catch((error: unknown) => `threw ${String(error)}`);
    if (why !== null) failures.push({ id: one.id, why });
  }
  await site.close();
  return { passed: file.cases.length - failures.length, failures };
}

type Site = Awaited<ReturnType<typeof openSite>>;

async function openSite(file: SignatureFile) {
  const { site } = file;
  const app = await testApp(
    {
      FORMS_URL: `http://${site.own_host}/`,
      AGENDAS_URL: `http://agendas.${site.own_host}/`,
      SIGNATURE_NONCE: 'optional',
    },
    {
      clock: () => Temporal.Instant.from(file.now),
      cleanup: false,
    },
  );
  const db = app.open.of<unknown>().db;
  for (const [orig, secret] of Object.entries({ ...site['wscall-secrets'], ...site['api-secrets'] })) {
    if (secret !== '') await sql`insert into accounts.service (orig, secret) values (${orig}, ${secret})`.execute(db);
  }
  await sql`insert into accounts.api_client (identifier, key) values (${site.api_access.identifier}, ${site.api_access.key})`.execute(
    db,
  );
  await sql`insert into accounts.account (email, first_name, name_id) values (${site.user.email}, 'Ana', ${site.user.nameid})`.execute(
    db,
  );
  return {
    ...app,
    db,
    calls: signedCallsOf(app.open.town, openSecrets(db, app.open.town.settings), app.open.town.settings.formsUrl),
  };
}

async function failureOf(
  one: SignCase | VerifyCase | AutoCase,
  file: SignatureFile,
  site: Site,
): Promise<string | null> {
  if (one.kind === 'sign') {
    const { key: secret, algo, nonce, timestamp } = one;
    const signed = signUrl(one.url, { secret, algo, nonce, now: Temporal.Instant.from(timestamp) });
    return signed === one.signed_url ? null : `signed as ${signed}`;
  }
  if (one.kind === 'auto') return automatic(one, site);
  return verified(one, file, site);
}

async function automatic(one: AutoCase, site: Site): Promise<string | null> {
  const sent = await site.calls.sign(one.url);
  const query = sent.split('?')[1] ?? '';
  const names = query === '' ? [] : query.split('&').map((pair) => pair.split('=')[0] ?? '');
  const found = names.includes('signature');
  if (found !== one.signed) return found ? 'was signed' : 'was not signed';
  if (one.orig !== undefined && parameters(query).get('orig')?.[0] !== one.orig)
    return `orig is ${parameters(query).get('orig')?.[0]}`;
  const added = one.parameters_in_order;
  return !added || names.slice(-added.length).join() === added.join() ? null : `parameters are ${names.join()}`;
}

async function verified(one: VerifyCase, file: SignatureFile, site: Site): Promise<string | null> {
  const known: Record<string, string> = {
    ...file.site['api-secrets'],
    [file.site.api_access.identifier]: file.site.api_access.key,
  };
  const { kind } = await verifyQuery(one.query, Temporal.Instant.from(file.now), (orig) =>
    known[orig] ? [known[orig]] : [],
  );
  const expected = one.error ? 'refused' : one.result ? 'signed' : 'unsigned';
  // What the signature itself can't tell (an unknown person, a nonce seen before) is the door's to refuse.
  if (kind !== expected && !(one.error && one.http)) return `${kind} instead of ${expected}`;
  if (!one.http) return null;
  await sql`delete from platform.nonce`.execute(site.db);
  const answer = await site.server.inject({
    method: 'GET',
    url: `/api/users/?${one.query}`,
    headers: { host: file.site.own_host, accept: 'application/json' },
  });
  return answer.statusCode === one.http.status
    ? null
    : `HTTP ${answer.statusCode} instead of ${one.http.status}: ${answer.body.slice(0, 200)}`;
}
