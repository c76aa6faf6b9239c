import sanitize from 'sanitize-html';
import { useWriting } from './said.tsx';

const allowed: sanitize.IOptions = {
  allowedTags: [
    'p',
    'br',
    'b',
    'strong',
    'i',
    'em',
    'u',
    's',
    'a',
    'ul',
    'ol',
    'li',
    'blockquote',
    'h3',
    'h4',
    'hr',
    'code',
    'pre',
    'sub',
    'sup',
    'span',
    'div',
  ],
  allowedAttributes: { a: ['href'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  disallowedTagsMode: 'discard',
};

/** What administrators wrote as HTML, of which a page lets in the words and their shape alone. Plain text becomes a paragraph. */
export function RichText({ html, class: more }: { html: string; class?: string }) {
  const writing = useWriting();
  const clean = sanitize(html, allowed).trim();
  if (clean === '') return null;
  const inner = /<(p|ul|ol|div|h3|h4|blockquote|pre)\b/.test(clean) ? clean : `<p>${clean}</p>`;
  // oxlint-disable-next-line react/no-danger -- sanitised on the line above
  return <div class={more} lang={writing ?? undefined} dangerouslySetInnerHTML={{ __html: inner }} />;
}
