import { plainJson } from '../../templates/payload.ts';
import { Decimal, Float, Foreign, isDictionary, isLazy, Pending, Safe, TemplateFile } from '../../templates/values.ts';
import type { Json } from '../requests/types.ts';

/** A value with a name of a table « clé → gabarit »; `/` in the name nests it. */
export type NamedValue = { name: string; value: unknown };

export type Payload =
  | { kind: 'payload'; body: Json }
  /** The names contradict each other: a list and an object at one place, a list with holes, a plain value with children. */
  | { kind: 'unstructured'; message: string }
  /** A value that JSON can't carry. */
  | { kind: 'unserialisable'; message: string };

type Node = { value?: Json; children?: Map<string, Node> };

/** The JSON of a table of values: `a/b/0/c` nests (numbers are places in a list, from 0, without holes), `//` is a slash (spec/forms-workflows.md, section 3.3). */
export function payloadOf(values: readonly NamedValue[]): Payload {
  const root: Node = { children: new Map() };
  for (const { name, value } of values) {
    if (!isSerialisable(value))
      return { kind: 'unserialisable', message: `the value of ${name} can't be written as JSON` };
    const fault = put(root, stepsOf(name), plainJson(value) as Json);
    if (fault !== null) return { kind: 'unstructured', message: fault };
  }
  return built(root, '');
}

/** `a//b/c` → `a/b`, `c`. */
function stepsOf(name: string): string[] {
  return name.split(/(?<!\/)\/(?!\/)/).map((step) => step.replaceAll('//', '/'));
}

function put(root: Node, steps: readonly string[], value: Json): string | null {
  let node = root;
  for (const [index, step] of steps.entries()) {
    if (node.value !== undefined) return `${steps.slice(0, index).join('/')} has a value and children`;
    node.children ??= new Map();
    const next = node.children.get(step) ?? {};
    node.children.set(step, next);
    node = next;
  }
  if (node.children) return `${steps.join('/')} has a value and children`;
  node.value = value;
  return null;
}

function built(node: Node, at: string): Payload {
  if (!node.children) return { kind: 'payload', body: node.value ?? null };
  const places = [...node.children.keys()].filter((key) => /^\d{1,9}$/.test(key)).map(Number);
  if (places.length > 0 && places.length < node.children.size)
    return { kind: 'unstructured', message: `${at || 'the body'} is a list and an object` };
  return places.length > 0 ? builtList(node.children, at) : builtObject(node.children, at);
}

function builtList(children: ReadonlyMap<string, Node>, at: string): Payload {
  const byPlace = new Map([...children].map(([key, child]) => [Number(key), child]));
  const list: Json[] = [];
  for (let place = 0; place < children.size; place++) {
    const child = byPlace.get(place);
    if (!child) return { kind: 'unstructured', message: `${at || 'the body'} is a list without ${place}` };
    const payload = built(child, `${at}/${place}`);
    if (payload.kind !== 'payload') return payload;
    list.push(payload.body);
  }
  return { kind: 'payload', body: list };
}

function builtObject(children: ReadonlyMap<string, Node>, at: string): Payload {
  // Without a prototype, `__proto__` is a key like another.
  const body: { [key: string]: Json } = Object.create(null) as { [key: string]: Json };
  for (const [key, child] of children) {
    const payload = built(child, at === '' ? key : `${at}/${key}`);
    if (payload.kind !== 'payload') return payload;
    body[key] = payload.body;
  }
  return { kind: 'payload', body };
}

/** Whether JSON can carry a value that a template gave: data, dates, numbers, files; not a request, not a list of requests. */
function isSerialisable(value: unknown, depth = 0): boolean {
  if (typeof value === 'function' || typeof value === 'symbol' || depth > 64) return false;
  if (typeof value !== 'object' || value === null) return true;
  if (value instanceof Pending) return isSerialisable(value.settled(), depth);
  if (isLazy(value)) {
    const behind = value.plain();
    return behind !== value && isSerialisable(behind, depth + 1);
  }
  if (Array.isArray(value)) return value.every((item) => isSerialisable(item, depth + 1));
  if (value instanceof Set) return [...value].every((item) => isSerialisable(item, depth + 1));
  if (isDictionary(value)) return Object.values(value).every((item) => isSerialisable(item, depth + 1));
  return [Safe, Decimal, Float, Foreign, TemplateFile].some((kind) => value instanceof kind) || isTemporal(value);
}

function isTemporal(value: object): boolean {
  return [Temporal.PlainDate, Temporal.PlainDateTime, Temporal.ZonedDateTime, Temporal.PlainTime].some(
    (kind) => value instanceof kind,
  );
}
