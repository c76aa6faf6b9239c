import type { ComponentChildren } from 'preact';
import type { Call, Method, PublishedPart, Said } from '../platform/openapi/call.ts';
import { isMedia, isOptional, type Json } from '../platform/openapi/document.ts';
import { keysOf, typeOf } from '../platform/openapi/keys.ts';
import { words } from './api-texts.ts';
import { Fold, Folds } from './confirm.tsx';
import type { Language } from './frame.ts';
import { type Column, Table } from './table.tsx';

export function idOf({ method, path }: { method: Method; path: string }): string {
  return `${method}${path}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '');
}

/** A call: what it does, what it takes, what it answers. */
export function CallView({ call, part, language }: { call: Call; part: PublishedPart; language: Language }) {
  const t = words[language];
  const id = idOf(call);
  const access = call.access === 'anyone' || call.access === 'signed call' ? call.access : 'others';
  const parameters = parametersOf(call, part.words);
  return (
    <div class="tight">
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
          <div class="prose">
            <Answer call={call} language={language} />
          </div>
        </Fold>
      </Folds>
    </div>
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
    { label: t.parameter, names: true, cell: ({ name }) => <code class="nowrap">{name}</code> },
    { label: t.place, cell: ({ place }) => t[place] },
    {
      label: t.type,
      cell: ({ type, required }) => (
        <>
          {typeIn(language, type)}
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
          <code>{name}</code> <span class="quiet">{typeIn(language, type) + (required ? '' : `, ${t.sometimes}`)}</span>
        </li>
      ))}
    </ul>
  );
}

/** A type in the reader's words; what is between quotation marks stays. */
function typeIn(language: Language, type: string): string {
  const { types } = words[language];
  return type.replaceAll(
    /"[^"]*"|\b(?:string|integer|boolean|object|any|null)\b|\|/g,
    (word) => types[word as keyof typeof types] ?? word,
  );
}

/** What stands between backquotes is code. */
export function Coded({ text }: { text: string }) {
  return <>{text.split('`').map((part, index): ComponentChildren => (index % 2 === 1 ? <code>{part}</code> : part))}</>;
}
