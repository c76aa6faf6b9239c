import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { isComponentType, type Component } from './components.ts';
import type { Archive } from './tar.ts';

const text = (maxLength: number) => Type.String({ maxLength, pattern: '^[^\\u0000]*$' });
const slug = Type.String({ minLength: 1, maxLength: 160, pattern: '^[^\\u0000/?#\\s,:@]+$' });
const optional = Type.Optional;

/** What a bundle is, and what it holds: elements of other services are none of ours. */
export const manifestSchema = Type.Object({
  application: optional(text(250)),
  slug,
  version_number: optional(Type.Union([text(100), Type.Number()])),
  description: optional(text(5_000)),
  elements: optional(Type.Array(Type.Object({ type: text(100), slug: text(250) }), { maxItems: 5_000 })),
});
const manifest = Compile(manifestSchema);

export type Application = { slug: string; name: string; versionNumber: string; description: string };
export type Brought = Component & { content: Record<string, unknown> };
export type Bundle = { kind: 'bundle'; application: Application; components: readonly Brought[] };
export type BundleRefused = { kind: 'refused'; path: string; reason: string };

export const manifestName = 'manifest.json';
const refused = (path: string, reason: string): BundleRefused => ({ kind: 'refused', path, reason });

/** The files of an archive as JSON, by their names. */
export function jsonFiles(archive: Archive): Map<string, unknown> | BundleRefused {
  if (archive.kind === 'refused') return refused('bundle', archive.reason);
  const files = new Map<string, unknown>();
  for (const [name, bytes] of archive.files) {
    // Icons and the like, and what other services bring.
    if (name !== manifestName && !isComponentType(name.split('/')[0]!)) continue;
    const content = parsed(bytes);
    if (content === undefined) return refused(name, 'is not JSON');
    files.set(name, content);
  }
  return files;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

/** A bundle from its files: the manifest, and `type/slug` for each of our elements that it names, as it was exported or its `data` alone. */
export function readBundle(files: ReadonlyMap<string, unknown>): Bundle | BundleRefused {
  const told = files.get(manifestName);
  if (told === undefined) return refused(manifestName, 'is missing');
  if (!manifest.Check(told)) {
    const error = [...manifest.Errors(told)][0];
    return refused(`${manifestName}${error?.instancePath ?? ''}`, error?.message ?? 'does not fit');
  }
  const components = new Map<string, Brought>();
  for (const { type, slug: name } of told.elements ?? []) {
    if (!isComponentType(type)) continue;
    const path = `${type}/${name}`;
    const content = contentOf(files.get(path));
    if (content === null) return refused(path, 'is missing, or no object');
    if (content['slug'] !== name) return refused(path, `names itself ${JSON.stringify(content['slug'])}`);
    components.set(path, { type, slug: name, content });
  }
  const { application, slug: own, version_number: version = '', description = '' } = told;
  return {
    kind: 'bundle',
    application: { slug: own, name: application || own, versionNumber: String(version), description },
    components: [...components.values()],
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function contentOf(file: unknown): Record<string, unknown> | null {
  if (!isObject(file)) return null;
  if (!Object.hasOwn(file, 'data')) return file;
  return isObject(file['data']) ? file['data'] : null;
}
