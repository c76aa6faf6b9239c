import { SaxesParser } from 'saxes';

/** An element with the line where it begins, for what is said of it. */
export type XmlElement = {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: (XmlElement | string)[];
  line: number;
};

export type ReadXml = { kind: 'read'; root: XmlElement } | { kind: 'refused'; reason: string };

/** What real exports stay far below: the largest seen has 9 levels, 9,000 elements and 300 kB. */
const bounds = { characters: 20 * 1_048_576, depth: 64, attributes: 100, elements: 200_000, text: 1_048_576 };

/** The tree of an XML document. A DOCTYPE, and with it every entity of one's own, is refused; depth, number and sizes are bounded. */
export function readXml(text: string): ReadXml {
  if (text.length > bounds.characters) return { kind: 'refused', reason: 'the file is larger than 20 MiB' };
  if (!text.isWellFormed()) return { kind: 'refused', reason: 'the file holds halves of letters' };
  const parser = new SaxesParser({ position: true });
  const tree = new Tree(parser);
  try {
    parser.write(text.replace(/^\uFEFF/, '')).close();
  } catch (refusal) {
    if (refusal instanceof Refusal) return { kind: 'refused', reason: refusal.message };
    throw refusal;
  }
  return tree.root ? { kind: 'read', root: tree.root } : { kind: 'refused', reason: 'the file is empty' };
}

class Refusal extends Error {}

/** Grows with what the parser meets; throws a Refusal at the first thing that may not be. */
class Tree {
  root: XmlElement | null = null;
  private readonly open: XmlElement[] = [];
  private elements = 0;
  private readonly parser: SaxesParser;

  constructor(parser: SaxesParser) {
    this.parser = parser;
    parser.on('error', (error) => this.refuse(error.message.replace(/^\d+:\d+: /, '')));
    parser.on('doctype', () => this.refuse('a DOCTYPE is not accepted'));
    parser.on('opentag', (tag) => this.enter(tag.name, tag.attributes));
    parser.on('closetag', () => void this.open.pop());
    parser.on('text', (piece) => this.write(piece));
    parser.on('cdata', (piece) => this.write(piece));
    let attributes = 0;
    parser.on('opentagstart', () => void (attributes = 0));
    parser.on('attribute', ({ value }) => {
      attributes += 1;
      if (attributes > bounds.attributes) this.refuse(`an element has more than ${bounds.attributes} attributes`);
      if (value.length > bounds.text) this.refuse('an attribute is longer than 1 MiB');
    });
  }

  private enter(name: string, attributes: Readonly<Record<string, string>>): void {
    this.elements += 1;
    if (this.elements > bounds.elements) this.refuse(`more than ${bounds.elements} elements`);
    if (this.open.length >= bounds.depth) this.refuse(`elements stand more than ${bounds.depth} deep`);
    const element: XmlElement = { name, attributes: { ...attributes }, children: [], line: this.parser.line };
    const parent = this.open.at(-1);
    if (parent) parent.children.push(element);
    else this.root = element;
    this.open.push(element);
  }

  private write(piece: string): void {
    const parent = this.open.at(-1);
    if (!parent || piece === '') return;
    if (piece.length > bounds.text) this.refuse('a text is longer than 1 MiB');
    const last = parent.children.at(-1);
    if (typeof last === 'string') {
      const joined = last + piece;
      if (joined.length > bounds.text) this.refuse('a text is longer than 1 MiB');
      parent.children[parent.children.length - 1] = joined;
    } else parent.children.push(piece);
  }

  private refuse(what: string): never {
    throw new Refusal(`line ${this.parser.line}: ${what}`);
  }
}

/** The elements directly inside, in their order. */
export function elementsIn(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => typeof child !== 'string');
}

export function childNamed(element: XmlElement, name: string): XmlElement | undefined {
  return elementsIn(element).find((child) => child.name === name);
}

/** The text directly inside. */
export function textIn(element: XmlElement | undefined): string {
  return element?.children.filter((child) => typeof child === 'string').join('') ?? '';
}
