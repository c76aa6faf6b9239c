import type { Definition } from '../definitions/types.ts';
import { Reading } from './reading.ts';
import { contradictionsOf } from './references.ts';
import { readDefinition } from './roots.ts';
import { readXml } from './xml.ts';

/** Reads an exported definition, without keeping it. */
export function readExported(
  xml: string,
): { kind: 'read'; definition: Definition } | { kind: 'refused'; reasons: string[] } {
  const tree = readXml(xml);
  if (tree.kind === 'refused') return { kind: 'refused', reasons: [tree.reason] };
  const reading = new Reading();
  const definition = readDefinition(tree.root, reading);
  // What was refused is missing from the definition: its references would be called broken.
  const reasons = reading.reasons.length > 0 || !definition ? reading.reasons : contradictionsOf(definition);
  return reasons.length > 0 || !definition ? { kind: 'refused', reasons } : { kind: 'read', definition };
}

/** Whether a file is an exported definition rather than a site file: by what it begins with, whatever its suffix. */
export function looksLikeDefinition(text: string): boolean {
  return /^\uFEFF?\s*</.test(text);
}

/** The text of a file, in the encoding that it declares (UTF-8 where none); null where its bytes aren't of it. */
export function textOfFile(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
  const declared = /^(?:\xEF\xBB\xBF)?<\?xml[^>]*\bencoding=["']([A-Za-z0-9._-]+)["']/.exec(start)?.[1];
  try {
    return new TextDecoder(wide ?? declared ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
