import type { Definition, KeptElement } from '../definitions/types.ts';
import { roots } from './roots.ts';
import { writeXml } from './write-xml.ts';

/** The exported definition (`.wcs`): importing it gives the same definition. */
export function exportDefinition(definition: Definition): string {
  return writeXml((roots[definition.kind].write as (definition: Definition) => KeptElement)(definition));
}
