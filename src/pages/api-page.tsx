import type { ComponentChildren } from 'preact';
import { type Call, type Method, type PublishedPart, type Said } from '../platform/openapi/call.ts';
import { isMedia, isOptional, type Json } from '../platform/openapi/document.ts';
import { keysOf, typeOf } from '../platform/openapi/keys.ts';
import { Fold, Folds } from './confirm.tsx';
import type { Frame, Language } from './frame.ts';
import { Page } from './layout.tsx';
import { type Column, Table } from './table.tsx';

const n = '\u00a0';
const fr = {
  title: (part: string) => `${part}${n}: l’API`,
  contents: 'Sur cette page',
  document: 'La même description, pour les programmes (OpenAPI 3.1)',
  parameters: 'Ce qu’on envoie',
  parameter: 'Nom',
  place: 'Où',
  type: 'Type',
  meaning: 'Sens',
  required: 'obligatoire',
  answer: 'Ce qu’on reçoit',
  answers: (type: string) => `La réponse est de type ${type}.`,
  path: 'adresse',
  query: 'requête',
  header: 'en-tête',
  body: 'corps',
  more: 'Les autres clés du corps sont gardées.',
  sometimes: 'pas toujours',
  access: {
    anyone: 'Ouvert à tous.',
    'signed call': 'Pour les appels signés.',
    others: 'Pour les appels signés et les clients d’API.',
  },
};
const en: typeof fr = {
  title: (part) => `${part}: the API`,
  contents: 'On this page',
  document: 'The same description, for programs (OpenAPI 3.1)',
  parameters: 'What is sent',
  parameter: 'Name',
  place: 'Where',
  type: 'Type',
  meaning: 'Meaning',
  required: 'required',
  answer: 'What is answered',
  answers: (type) => `The answer is of type ${type}.`,
  path: 'address',
  query: 'query',
  header: 'header',
  body: 'body',
  more: 'Other keys of the body are kept.',
  sometimes: 'not always',
  access: {
    anyone: 'Open to all.',
    'signed call': 'For signed calls.',
    others: 'For signed calls and API clients.',
  },
};
const words = { fr, en };

/** A published API as people read it: every call, what it takes and what it answers. `base` is its public address. */
export function ApiPage({ frame, part, base }: { frame: Frame; part: PublishedPart; base: string }) {
  const { language } = frame;
  const t = words[language];
  const title = t.title(part.title[language]);
  const groups = Object.entries(part.groups);
  return (
    <Page frame={frame} title={title}>
      <div class="prose">
        <h1>{title}</h1>
        <p>
          <Coded text={part.introduction[language]} />
        </p>
        <p>
          <code>{base}</code>
        </p>
        <p>
          <a href={`${base}api/openapi.json`}>{t.document}</a>
        </p>
        <nav aria-label={t.contents}>
          <ul>
            {groups.map(([name, said]) => (
              <li key={name}>
                <a href={`#${name}`}>{said[language]}</a>
              </li>
            ))}
          </ul>
        </nav>
        {groups.map(([name, said]) => (
          <section key={name} aria-labelledby={name}>
            <h2 id={name}>{said[language]}</h2>
            {part.calls
              .filter(({ group }) => group === name)
              .map((call) => (
                <CallView key={idOf(call)} call={call} part={part} language={language} />
              ))}
          </section>
        ))}
      </div>
    </Page>
  );
}

function idOf({ method, path }: { method: Method; path: string }): string {
  return `${method}${path}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '');
}

function CallView({ call, part, language }: { call: Call; part: PublishedPart; language: Language }) {
  const t = words[language];
  const id = idOf(call);
  const access = call.access === 'anyone' || call.access === 'signed call' ? call.access : 'others';
  const parameters = parametersOf(call, part.words);
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>
        <code>
          {call.method} {call.path.replaceAll(/:(\w+)/g, '{$1}')}
        </code>
      </h3>
      <p>
        <Coded text={call.says[language]} /> <span class="quiet">{t.access[access]}</span>
      </p>
      <Folds>
        {parameters.length > 0 && (
          <Fold summary={t.parameters}>
            <Table
              label={`${t.parameters} – ${call.method} ${call.path}`}
              columns={columnsIn(language)}
              rows={parameters}
              rowKey={({ place, name }) => `${id}-${place}-${name}`}
            />
            {takesMore(call) && <p>{t.more}</p>}
          </Fold>
        )}
        <Fold summary={t.answer}>
          <Answer call={call} language={language} />
        </Fold>
      </Folds>
    </section>
  );
}

type Place = 'path' | 'query' | 'header' | 'body';
type Parameter = { name: string; place: Place; type: string; required: boolean; says: Said };

const none = (): Json => ({});

function parametersOf(call: Call, said: PublishedPart['words']): Parameter[] {
  const body = call.body?.properties ?? {};
  const inPath = [...call.path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  const one = (name: string, place: Place, type: string, required: boolean): Parameter => ({
    name,
    place,
    type,
    required,
    says: said[name]!,
  });
  const all = (place: Place, properties: NonNullable<Call['query']>): Parameter[] =>
    Object.entries(properties).map(([name, schema]) =>
      one(name, place, typeOf(plain(schema), none), !isOptional(schema)),
    );
  return [
    ...inPath.map((name) => one(name, 'path', 'string', true)),
    ...all('query', call.query ?? {}),
    ...(call.keyed ? [one('Idempotency-Key', 'header', 'string', false)] : []),
    ...all('body', body),
  ];
}

const plain = (schema: object): Json => JSON.parse(JSON.stringify(schema)) as Json;

function takesMore({ body }: Call): boolean {
  return body !== undefined && 'additionalProperties' in body && body.additionalProperties === true;
}

function columnsIn(language: Language): Column<Parameter>[] {
  const t = words[language];
  return [
    { label: t.parameter, names: true, cell: ({ name }) => <code>{name}</code> },
    { label: t.place, cell: ({ place }) => t[place] },
    {
      label: t.type,
      cell: ({ type, required }) => (
        <>
          {type}
          {required && ` (${t.required})`}
        </>
      ),
    },
    { label: t.meaning, phone: 'wide', cell: ({ says }) => <Coded text={says[language]} /> },
  ];
}

function Answer({ call, language }: { call: Call; language: Language }) {
  const t = words[language];
  if (isMedia(call.answer)) return <p>{t.answers(call.answer.mediaType)}</p>;
  const keys = keysOf(plain(call.answer), none);
  if (keys.length === 0) return <p>{t.answers('application/json')}</p>;
  return (
    <ul>
      {keys.map(({ name, type, required }) => (
        <li key={name}>
          <code>{name}</code> <span class="quiet">{required ? type : `${type}, ${t.sometimes}`}</span>
        </li>
      ))}
    </ul>
  );
}

/** What stands between backquotes is code. */
function Coded({ text }: { text: string }) {
  return <>{text.split('`').map((part, index): ComponentChildren => (index % 2 === 1 ? <code>{part}</code> : part))}</>;
}
