import type { KeptElement } from '../definitions/types.ts';
import type { XmlElement } from './xml.ts';

/** What is found out while a definition is read: every reason to refuse it, not only the first. */
export class Reading {
  readonly reasons: string[] = [];
  private readonly unknown = new Set<string>();

  refuse(reason: string, at?: XmlElement): void {
    if (this.reasons.length < 200) this.reasons.push(at ? `line ${at.line}: ${reason}` : reason);
  }

  /** A type or mode that is not executed yet: named once, however often it stands in the file. */
  refuseUnknown(what: string, name: string): void {
    const reason = `${what} \`${name}\` is not known yet`;
    if (this.unknown.has(reason)) return;
    this.unknown.add(reason);
    this.refuse(reason);
  }
}

/** An element as it is kept: without its line, without the blanks between elements. */
export function keptOf(element: XmlElement): KeptElement {
  const holdsElements = element.children.some((child) => typeof child !== 'string');
  return {
    name: element.name,
    attributes: element.attributes,
    children: element.children
      .filter((child) => typeof child !== 'string' || !holdsElements || child.trim() !== '')
      .map((child) => (typeof child === 'string' ? child : keptOf(child))),
  };
}

/** An element made of children; absent ones are left out. */
export function elementOf(
  name: string,
  children: readonly (KeptElement | string | null)[],
  attributes: Readonly<Record<string, string>> = {},
): KeptElement {
  return {
    name,
    attributes,
    children: children.filter((child) => child !== null && child !== '') as (KeptElement | string)[],
  };
}
