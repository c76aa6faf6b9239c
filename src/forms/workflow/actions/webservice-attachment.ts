import type { OutboundAnswer } from '../../../platform/outbound.ts';
import type { WebserviceCallAction } from '../../definitions/types.ts';
import type { Values } from '../../requests/types.ts';
import type { Effect } from '../effect.ts';

const extensions: Readonly<Record<string, string>> = {
  'application/pdf': '.pdf',
  'application/json': '.json',
  'application/zip': '.zip',
  'application/xml': '.xml',
  'text/plain': '.txt',
  'text/html': '.html',
  'text/csv': '.csv',
  'image/png': '.png',
  'image/jpeg': '.jpg',
};

/** An answer kept as a file (spec/forms-workflows.md, section 3.6). */
export function attachmentOf(
  effect: Effect,
  action: WebserviceCallAction,
  answer: OutboundAnswer,
  isGood: boolean,
  stored: (values: Values) => Values,
): Effect {
  if (!isGood) return effect;
  const contentType = (answer.headers['content-type'] ?? 'application/octet-stream').split(';')[0]!.trim();
  const filename = nameOf(answer.headers['content-disposition'] ?? '', action.varname, extensions[contentType] ?? '');
  const workflowData = { ...effect.workflowData, ...stored({ content_type: contentType, length: answer.body.length }) };
  const part = {
    type: 'attachment',
    varname: action.varname,
    filename,
    contentType,
    content: answer.body.toString('base64'),
    displayed: true,
  } as const;
  return { ...effect, workflowData, parts: [...(effect.parts ?? []), part] };
}

function nameOf(disposition: string, varname: string | null, extension: string): string {
  const told = /filename="([^"]*)"/i.exec(disposition)?.[1] ?? /filename=([^;]*)/i.exec(disposition)?.[1];
  const parts = (told ?? '').trim().split('.').map(slug).filter(Boolean);
  if (parts.length > 1) return parts.join('.');
  return `${parts[0] ?? varname ?? 'file'}${extension}`;
}

/** Undoes what the HTTP client read as Latin-1, then keeps letters and digits. */
function slug(text: string): string {
  const bytes = Buffer.from(text, 'latin1').toString('utf8');
  const known = bytes.includes('\ufffd') ? text : bytes;
  return known
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
