import sanitizeHtml from 'sanitize-html';
import { escapeHtml } from '../../templates/printing.ts';
import { compileTemplate, isTemplate } from '../../templates/template.ts';
import { renderWaiting } from '../../templates/waiting.ts';
import type { TemplateText } from '../definitions/types.ts';
import type { Names } from '../variables/names.ts';

/**
 * The HTML of a template that people read. One that holds markup is HTML: values are escaped in it, and it is sanitised; any other is text,
 * whose lines stay. Throws TemplateError.
 */
export async function richText(
  template: TemplateText,
  { context, env }: Pick<Names, 'context' | 'env'>,
): Promise<string> {
  const markup = /<\w/.test(template);
  const text = isTemplate(template)
    ? await renderWaiting(compileTemplate(template), context, env, { autoescape: markup })
    : template.trim();
  if (text === '') return '';
  return markup ? sanitised(text) : `<p>${escapeHtml(text).replaceAll('\n', '<br>')}</p>`;
}

const sanitised = (html: string): string =>
  sanitizeHtml(html, {
    allowedTags: [
      'p',
      'br',
      'a',
      'strong',
      'b',
      'em',
      'i',
      'u',
      's',
      'ul',
      'ol',
      'li',
      'h3',
      'h4',
      'blockquote',
      'table',
      'thead',
      'tbody',
      'tr',
      'th',
      'td',
      'span',
      'div',
      'abbr',
      'code',
      'hr',
      'dl',
      'dt',
      'dd',
    ],
    allowedAttributes: {
      a: ['href', 'title'],
      abbr: ['title'],
      th: ['scope', 'colspan', 'rowspan'],
      td: ['colspan', 'rowspan'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  }).trim();
