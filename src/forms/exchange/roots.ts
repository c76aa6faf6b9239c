import type { Definition, DefinitionKind, DefinitionOf, KeptElement } from '../definitions/types.ts';
import { readForm, writeForm } from './form-shape.ts';
import type { Reading } from './reading.ts';
import { readDataSource, readWebService, writeDataSource, writeWebService } from './source-shapes.ts';
import { readWorkflow, writeWorkflow } from './workflow-shape.ts';
import type { XmlElement } from './xml.ts';

type Root<K extends DefinitionKind> = {
  element: string;
  read(root: XmlElement, reading: Reading): DefinitionOf<K>;
  write(definition: DefinitionOf<K>): KeptElement;
};

/** The kinds of definitions and the root elements of their exports. */
export const roots: { readonly [K in DefinitionKind]: Root<K> } = {
  form: { element: 'formdef', read: readForm, write: writeForm },
  workflow: { element: 'workflow', read: readWorkflow, write: writeWorkflow },
  'data source': { element: 'datasource', read: readDataSource, write: writeDataSource },
  'web service': { element: 'wscall', read: readWebService, write: writeWebService },
};

/** Kinds that the platform exports and nothing here executes yet. */
const later = new Set(['carddef', 'block', 'mail-template', 'comment-template', 'role', 'category', 'testdef']);

/** The definition of a tree; null, with its reasons in `reading`, where its root is of no kind that is known. */
export function readDefinition(root: XmlElement, reading: Reading): Definition | null {
  const found = Object.values(roots).find(({ element }) => element === root.name);
  if (found) return found.read(root, reading);
  if (later.has(root.name)) reading.refuseUnknown('definition type', root.name);
  else reading.refuse(`the root element \`${root.name.slice(0, 100)}\` is that of no definition`, root);
  return null;
}
