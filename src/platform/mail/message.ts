/** A paragraph of a mail: words, or a link with its label (a button in HTML). */
export type Paragraph = string | { href: string; label: string };

/** Kinds of automatic messages, each of which its reader may stop. */
export const topics = ['reminder', 'notification'] as const;
export type Topic = (typeof topics)[number];

/** What is to be said to one person. No part of it is HTML. */
export type Message = {
  address: string;
  topic: Topic;
  /** What it is about ('booking 12'): see `forgetMailsAbout`. */
  about: string;
  subject: string;
  body: readonly Paragraph[];
  /** Not sent later than this. */
  usefulUntil: Temporal.Instant;
};

/** Characters that could end a header's line, or hide what it says. */
const controls = /\p{Cc}|[\u2028\u2029]/u;

/**
 * Whether a text is one address and nothing else: no name, no list, no comment, no quoted part, no character that ends a header's line.
 * Narrower than RFC 5321 on purpose: what is refused here is what mail servers of the real world refuse too.
 */
export function isAddress(text: string): boolean {
  return (
    text.length <= 254 &&
    /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]+\.[^\s@<>()[\]\\,;:".]+$/u.test(text) &&
    !controls.test(text)
  );
}

/** A subject on one line: whatever ends a line becomes a space, so that a label can't add a header. */
export function subjectLine(text: string): string {
  return text.replaceAll(new RegExp(controls, 'gu'), ' ').replaceAll(/ {2,}/g, ' ').trim().slice(0, 250).toWellFormed();
}

/** Links lead to pages alone: no script, no file. */
export function isLink(text: string): boolean {
  return text.length <= 2_000 && /^https?:$/.test(URL.parse(text)?.protocol ?? '') && !controls.test(text);
}

export function plainText(body: readonly Paragraph[]): string {
  return `${body.map((part) => (typeof part === 'string' ? part : `${part.label}\n${part.href}`)).join('\n\n')}\n`;
}

/** The same for readers of HTML: paragraphs, links, nothing that is fetched from anywhere. */
export function html(body: readonly Paragraph[], language: string): string {
  const parts = body.map((part) =>
    typeof part === 'string'
      ? `<p>${escape(part).replaceAll(/\r?\n/g, '<br>')}</p>`
      : `<p><a href="${escape(part.href)}">${escape(part.label)}</a></p>`,
  );
  return `<!doctype html><html lang="${escape(language)}"><meta charset="utf-8"><body>${parts.join('\n')}</body></html>\n`;
}

function escape(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (sign) => signs[sign]!);
}
