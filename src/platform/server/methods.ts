import type { FastifyRequest, RouteOptions } from 'fastify';

/** What methods an address for programs takes, for who came with another one. */
export type MethodsKnown = {
  add(route: RouteOptions): void;
  of(request: Pick<FastifyRequest, 'url' | 'host'>): string[];
};

export function methodsKnown(): MethodsKnown {
  const known = new Map<string, { pattern: RegExp; host: unknown; methods: Set<string> }>();
  return {
    add({ url, method, constraints }) {
      // Pages have patterns of names alone, which fit everything.
      if (!/(^|\/)api\//.test(url)) return;
      const host = constraints?.['host'];
      const key = `${String(host)} ${bare(url)}`;
      const route = known.get(key) ?? { pattern: patternOf(bare(url)), host, methods: new Set<string>() };
      known.set(key, route);
      for (const one of [method].flat()) route.methods.add(one);
    },
    of({ url, host }) {
      const path = bare(url.split('?')[0] ?? '');
      const found = [...known.values()].filter(
        (route) => (route.host === undefined || route.host === host) && route.pattern.test(path),
      );
      return [...new Set(found.flatMap(({ methods }) => [...methods]))].toSorted();
    },
  };
}

/** As the router takes addresses: a doubled slash is one, the last one may be missing. */
const bare = (path: string): string => path.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');

/** `/api/agenda/:agenda` → `/api/agenda/[^/]+` */
function patternOf(path: string): RegExp {
  const steps = path.split('/').map((step) => {
    if (step === '*') return '.*';
    return step.startsWith(':') ? '[^/]+' : step.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${steps.join('/')}$`);
}
