import { isDeepStrictEqual } from 'node:util';

/** An example of a document: what is asked, and the block that tells the answer. */
export type Example = {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | null;
  answer: string;
  /** `json`, or how another answer is marked. */
  language: string;
  /** Where the answer's text stands in the document. */
  at: { start: number; end: number };
  line: number;
};

/** Each block marked `http`, with the block that follows it. */
export function examplesOf(document: string): Example[] {
  const blocks = /^```http\n([^]*?)^```\n+(?:[^`#][^]*?\n+)?```(\w+)\n([^]*?)^```$/gm;
  return [...document.matchAll(blocks)].map((match) => {
    const [whole, asked = '', language = '', answer = ''] = match;
    const [head = '', ...rest] = asked.trimEnd().split('\n\n');
    const [first = '', ...lines] = head.split('\n');
    const [method = '', path = ''] = first.split(' ');
    const headers = Object.fromEntries(
      lines.map((line) => line.split(/:\s*/, 2)).map(([name = '', value = '']) => [name.toLowerCase(), value]),
    );
    const end = match.index + whole.length - 3;
    const line = document.slice(0, match.index).split('\n').length;
    const body = rest.length > 0 ? rest.join('\n\n') : null;
    return { method, path, headers, body, answer, language, at: { start: end - answer.length, end }, line };
  });
}

/** Numbers that the document tells of what is made by its examples, and those that it got. By kind: a booking 1 is no subscription 1. */
export class Numbers {
  readonly #actual = new Map<string, number>();
  readonly #told = new Map<string, number>();

  /** Whether the two may be the same thing; remembered, where neither was met before. */
  agree(kind: string, told: number, actual: number): boolean {
    const [known, other] = [this.#actual.get(`${kind} ${told}`), this.#told.get(`${kind} ${actual}`)];
    if (known === undefined && other === undefined) {
      this.#actual.set(`${kind} ${told}`, actual);
      this.#told.set(`${kind} ${actual}`, told);
      return true;
    }
    return known === actual && other === told;
  }

  /** A text of the document with the numbers that really are. */
  actually(text: string): string {
    return text
      .replaceAll(segments, (whole, kind: string, number: string) =>
        whole.replace(number, String(this.#actual.get(`${kinds[kind]!} ${number}`) ?? number)),
      )
      .replaceAll(/("cancel_booking_id": )(\d+)/g, (_whole, before: string, number: string) => {
        return before + String(this.#actual.get(`booking ${number}`) ?? number);
      });
  }
}

const kinds: Readonly<Record<string, string>> = {
  booking: 'booking',
  subscription: 'subscription',
  callbacks: 'callback',
  agendas: 'agenda',
  events: 'event',
};
const segments = /\/(booking|subscription|callbacks|agendas|events)\/(\d+)(?=\/|$)/g;

/** Where the document's answer and the real one differ; null where they agree. `…` stands for anything: a value, the rest of a list, further keys, a part of a text. */
export function difference(told: unknown, actual: unknown, numbers: Numbers, path = ''): string | null {
  if (told === '…') return null;
  const differs = `${path || 'the answer'}: told ${JSON.stringify(told)}, got ${JSON.stringify(actual)}`;
  if (typeof told === 'string' && typeof actual === 'string') return textsAgree(told, actual, numbers) ? null : differs;
  const kind = kindOf(path);
  if (kind !== null && typeof told === 'number' && typeof actual === 'number')
    return numbers.agree(kind, told, actual) ? null : differs;
  if (Array.isArray(told) && Array.isArray(actual)) return listDifference(told, actual, numbers, path) ?? null;
  if (isObject(told) && isObject(actual)) return objectDifference(told, actual, numbers, path);
  return isDeepStrictEqual(told, actual) ? null : differs;
}

function listDifference(told: unknown[], actual: unknown[], numbers: Numbers, path: string): string | null {
  const isCut = told.at(-1) === '…';
  const items = isCut ? told.slice(0, -1) : told;
  if (!isCut && items.length !== actual.length) return `${path}: told ${items.length} items, got ${actual.length}`;
  return firstOf(items.map((item, index) => () => difference(item, actual[index], numbers, `${path}[]`)));
}

type Dictionary = Readonly<Record<string, unknown>>;

function objectDifference(told: Dictionary, actual: Dictionary, numbers: Numbers, path: string): string | null {
  const unsaid = Object.keys(actual).filter((key) => !(key in told));
  if (unsaid.length > 0 && !('…' in told)) return `${path || 'the answer'}: the keys ${unsaid.join(', ')} are not told`;
  return firstOf(
    Object.keys(told)
      .filter((key) => key !== '…')
      .map((key) => () => {
        const at = path === '' ? key : `${path}.${key}`;
        return key in actual ? difference(told[key], actual[key], numbers, at) : `${at} is told, and isn’t there`;
      }),
  );
}

function firstOf(looks: readonly (() => string | null)[]): string | null {
  for (const look of looks) {
    const found = look();
    if (found !== null) return found;
  }
  return null;
}

function textsAgree(told: string, actual: string, numbers: Numbers): boolean {
  const [mine, its] = [[...told.matchAll(segments)], [...actual.matchAll(segments)]];
  const agree =
    mine.length === its.length &&
    mine.every(([, kind, number], index) => {
      const [, other, found] = its[index]!;
      return kind === other && numbers.agree(kinds[kind!]!, Number(number), Number(found));
    });
  if (!agree) return false;
  const pattern = told
    .trimEnd()
    .split('…')
    .map((part) => RegExp.escape(part.replaceAll(segments, '/$1/#')))
    .join('[^]*');
  return new RegExp(`^${pattern}$`).test(actual.trimEnd().replaceAll(segments, '/$1/#'));
}

/** What a number is a number of, from the keys that lead to it. */
function kindOf(path: string): string | null {
  const key = path.split('.').at(-1)!;
  if (key.endsWith('booking_id')) return 'booking';
  if (key !== 'id') return null;
  return path.includes('callbacks') ? 'callback' : 'numbered';
}

function isObject(value: unknown): value is Dictionary {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
