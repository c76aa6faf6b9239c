import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import { forbidden, HttpRefusal } from '../../platform/server/refusal.ts';
import { maySetUp } from '../agenda/rights.ts';
import type { AgendasTown, Database } from '../database.ts';
import {
  componentTypes,
  dependenciesOf,
  exportComponent,
  isComponentType,
  listComponents,
  type Component,
  type ComponentType,
  type LabelledComponent,
} from '../site-file/components.ts';
import type { AgendaEntry } from '../site-file/schema.ts';
import { addressesOf } from './addresses.ts';
import { isName } from './reading.ts';

type TypeParams = { Params: { componentType: string } };
type OneParams = { Params: { componentType: string; component: string } };

/** Those who set the town up: an administrator, or a service that signs. */
export function refuseOthers({ caller }: Pick<FastifyRequest, 'caller'>): void {
  if (!maySetUp(caller)) throw forbidden();
}

const unknown = (what: string): HttpRefusal => new HttpRefusal(404, 'not-found', `unknown ${what}`);

function typeOf(text: string): ComponentType {
  if (!isComponentType(text)) throw unknown('component type');
  return text;
}

function componentOf({ componentType, component }: OneParams['Params']): Component {
  const type = typeOf(componentType);
  if (!isName(component)) throw unknown('component');
  return { type, slug: component };
}

/** What an application may take along from here: its parts, one by one (spec/agendas.md, section 3.27). */
export function componentRoutes(server: FastifyInstance, { db, settings }: AgendasTown): void {
  const config = { access: 'caller' } as const;
  const { language, timeZone, agendasUrl } = settings;
  const addresses = addressesOf(agendasUrl);
  const view = ({ type, slug, label }: LabelledComponent) => ({
    id: slug,
    text: label,
    type,
    urls: {
      export: addresses.component(type, slug),
      dependencies: addresses.component(type, slug, 'dependencies/'),
      redirect: addresses.component(type, slug, 'redirect/'),
    },
  });

  server.get('/api/export-import/', { config }, (request) => {
    refuseOthers(request);
    const data = Object.entries(componentTypes).map(([id, { text, singular }]) => ({
      id,
      text: text[language],
      singular: singular[language],
      urls: { list: addresses.components(id) },
    }));
    return { err: 0, data };
  });

  // `bundle-import/` and the like are read by nobody: they are no type, whoever asks.
  const told = { config: { access: 'told by the handler' } } as const;
  server.get<TypeParams>('/api/export-import/:componentType/', told, async (request) => {
    const type = typeOf(request.params.componentType);
    refuseOthers(request);
    const components = await listComponents(db, type);
    return { err: 0, data: components.map(view) };
  });

  server.get<OneParams>('/api/export-import/:componentType/:component/', { config }, async (request) => {
    refuseOthers(request);
    return { err: 0, data: await exported(componentOf(request.params)) };
  });

  server.get<OneParams>('/api/export-import/:componentType/:component/dependencies/', { config }, async (request) => {
    refuseOthers(request);
    const component = componentOf(request.params);
    const content = await exported(component);
    const named = component.type === 'agendas' ? dependenciesOf(content as AgendaEntry) : [];
    return { err: 0, data: (await labelled(db, named)).map(view) };
  });

  server.get<OneParams>(
    '/api/export-import/:componentType/:component/redirect/',
    { config },
    async (request, reply) => {
      refuseOthers(request);
      const { type, slug } = componentOf(request.params);
      const [found] = await listComponents(db, type, [slug]);
      if (!found) throw unknown('component');
      // Only agendas have a page of their own.
      const { rows } = await idOf(db, type, slug);
      const id = rows[0]?.id;
      return reply.redirect(id === undefined ? addresses.manageHome() : addresses.manage(id), 302);
    },
  );

  async function exported(component: Component): Promise<object> {
    const content = await exportComponent(db, component, timeZone);
    if (!content) throw unknown('component');
    return content;
  }
}

async function idOf(db: Kysely<Database>, type: ComponentType, slug: string): Promise<{ rows: { id: number }[] }> {
  if (type !== 'agendas') return { rows: [] };
  return { rows: await db.selectFrom('agendas.agenda').select('id').where('slug', '=', slug).execute() };
}

/** In the order in which they are named. */
async function labelled(db: Kysely<Database>, components: readonly Component[]): Promise<LabelledComponent[]> {
  const types = [...new Set(components.map(({ type }) => type))];
  const found = await Promise.all(
    types.map((type) =>
      listComponents(
        db,
        type,
        components.filter((one) => one.type === type).map(({ slug }) => slug),
      ),
    ),
  );
  return found.flat();
}
