import type { FastifyInstance } from 'fastify';
import { notFound } from '../../platform/server/refusal.ts';
import type { DefinitionKind } from '../definitions/types.ts';
import { exportDefinition } from '../exchange/export.ts';
import type { Forms } from '../forms.ts';

/** Kinds of definitions by their names in addresses. */
const types: Readonly<Record<string, { kind: DefinitionKind; text: string }>> = {
  forms: { kind: 'form', text: 'Formulaires' },
  workflows: { kind: 'workflow', text: 'Workflows' },
  'data-sources': { kind: 'data source', text: 'Sources de données' },
  wscalls: { kind: 'web service', text: 'Appels de webservice' },
};

const config = { access: 'signed call' } as const;

/** `GET /api/export-import/`, `…/TYPE/`, `…/TYPE/SLUG/`: exported definitions, for programs that sign (spec/forms-workflows.md, section 7.12). */
export function exportRoutes(server: FastifyInstance, forms: Forms): void {
  const base = `${forms.town.settings.formsUrl.href}api/export-import/`;
  server.get('/api/export-import', { config }, async () => ({
    err: 0,
    data: Object.entries(types).map(([id, { text }]) => ({
      id,
      text,
      singular: text,
      urls: { list: `${base}${id}/` },
    })),
  }));
  server.get<{ Params: { type: string } }>('/api/export-import/:type', { config }, async (request) => {
    const listed = await forms.definitions.list(kindOf(request.params.type));
    const { type } = request.params;
    return {
      err: 0,
      data: listed.map(({ slug, name }) => ({
        id: slug,
        text: name,
        type,
        urls: { export: `${base}${type}/${slug}/` },
      })),
    };
  });
  server.get<{ Params: { type: string; slug: string } }>(
    '/api/export-import/:type/:slug',
    { config },
    async (request, reply) => {
      const found = await forms.definitions.find(kindOf(request.params.type), request.params.slug);
      if (!found) throw notFound();
      return reply.type('application/xml; charset=utf-8').send(exportDefinition(found.definition));
    },
  );
}

function kindOf(type: string): DefinitionKind {
  const known = Object.hasOwn(types, type) ? types[type] : undefined;
  if (!known) throw notFound();
  return known.kind;
}
