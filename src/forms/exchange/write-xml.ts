import type { KeptElement } from '../definitions/types.ts';

/** An XML document of a tree. Elements that hold elements are indented; the text of others stands to the letter. */
export function writeXml(root: KeptElement): string {
  const pieces = ['<?xml version="1.0" encoding="utf-8"?>\n'];
  write(root, '', pieces);
  return pieces.join('');
}

function write(element: KeptElement, indent: string, pieces: string[]): void {
  const attributes = Object.entries(element.attributes).map(([name, value]) => ` ${name}="${escaped(value, true)}"`);
  const open = `${indent}<${element.name}${attributes.join('')}`;
  if (element.children.length === 0) return void pieces.push(`${open} />\n`);
  const mixed = element.children.some((child) => typeof child === 'string');
  pieces.push(open, mixed ? '>' : '>\n');
  for (const child of element.children) {
    if (typeof child === 'string') pieces.push(escaped(child, false));
    else if (mixed) writeInline(child, pieces);
    else write(child, `${indent}  `, pieces);
  }
  pieces.push(`${mixed ? '' : indent}</${element.name}>\n`);
}

/** Among text, where a blank would be a letter more. */
function writeInline(element: KeptElement, pieces: string[]): void {
  const at = pieces.length;
  write(element, '', pieces);
  const last = pieces.length - 1;
  if (last >= at) pieces[last] = pieces[last]!.replace(/\n$/, '');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/** What XML can't hold at all (control characters, halves of letters) is left out. */
function escaped(text: string, inAttribute: boolean): string {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  const writable = text.toWellFormed().replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '');
  return writable.replace(inAttribute ? /[&<>"\r\n\t]/g : /[&<>\r]/g, (sign) => entities[sign] ?? sign);
}
