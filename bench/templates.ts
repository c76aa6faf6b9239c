import { createRequire } from 'node:module';
import { contextOf, type Environment } from '../src/templates/context.ts';
import { compileTemplate, readTemplate } from '../src/templates/template.ts';

type Measure = { name: string; ratio: number; target: number; detail: string };
type Names = Record<string, unknown>;
/** One page in the dialect of each engine: the same output. */
type Page = { name: string; ours: string; liquid: string; nunjucks: string; names: Names };
type Engine = { name: string; render: () => string; compileAndRender: () => string };

type LiquidEngine = { parse(source: string): unknown; renderSync(template: unknown, names: Names): string };
type NunjucksTemplate = { render(names: Names): string };
type NunjucksModule = {
  Environment: new (loader: null, options: object) => object;
  Template: new (source: string, environment: object, path: string, eager: boolean) => NunjucksTemplate;
};
const load = createRequire(import.meta.url);
const { Liquid } = load('liquidjs') as { Liquid: new (options: object) => LiquidEngine };
const nunjucks = load('nunjucks') as NunjucksModule;

const environment: Environment = {
  now: Temporal.ZonedDateTime.from('2026-01-01T09:00:00[Europe/Paris]'),
  language: 'fr',
  timeZone: 'Europe/Paris',
};

/** A mail of 30 variables and 10 conditions. */
function mail(): Page {
  const names: Names = {};
  const lines = (value: (name: string) => string): string =>
    Array.from({ length: 10 }, (_none, index) => {
      const [a, b, c] = [`prenom_${index}`, `ville_${index}`, `rue_${index}`];
      return `Bonjour ${value(a)}, vous habitez ${value(b)}, ${value(c)}.\n{% if accord_${index} %}Votre accord est noté.{% else %}Nous attendons votre accord.{% endif %}\n`;
    }).join('');
  for (let index = 0; index < 10; index++) {
    Object.assign(names, {
      [`prenom_${index}`]: `Zoé ${index}`,
      [`ville_${index}`]: 'Saint-Étienne & alentours',
      [`rue_${index}`]: '12 rue de la Gare',
      [`accord_${index}`]: index % 2 === 0,
    });
  }
  const escaped = lines((name) => `{{ ${name} }}`);
  return { name: 'a mail', ours: escaped, liquid: escaped, nunjucks: escaped, names };
}

/** 500 rows of 6 cells, with 2 filters. */
function rows(): Page {
  const cells = (upper: string, fallback: string): string =>
    `<table>{% for d in demandes %}<tr><td>{{ d.numero }}</td><td>{{ d.nom|${upper} }}</td><td>{{ d.ville }}</td><td>{{ d.statut|${fallback} }}</td><td>{{ d.date }}</td><td>{{ d.agent }}</td></tr>{% endfor %}</table>`;
  const demandes = Array.from({ length: 500 }, (_none, index) => ({
    numero: `12-${index}`,
    nom: `Dupré ${index}`,
    ville: 'Brest',
    statut: index % 3 === 0 ? '' : 'En cours',
    date: '21/01/2026',
    agent: "L'accueil <principal>",
  }));
  const django = cells('upper', 'default:"Nouveau"');
  return {
    name: 'a list of 500 rows',
    ours: django,
    liquid: cells('upcase', 'default:"Nouveau"'),
    nunjucks: cells('upper', 'default("Nouveau", true)'),
    names: { demandes },
  };
}

/** 50 conditions, one within the other. */
function nested(): Page {
  const open = Array.from(
    { length: 50 },
    (_none, index) => `{% if age >= ${index} and ville == "Brest" %}${index} `,
  ).join('');
  const source = `${open}{{ ville }}${'{% endif %}'.repeat(50)}`;
  return {
    name: '50 nested conditions',
    ours: source,
    liquid: source,
    nunjucks: source,
    names: { age: 60, ville: 'Brest' },
  };
}

function enginesOf(page: Page): Engine[] {
  const context = contextOf(page.names);
  const options = { autoescape: true };
  const ours = compileTemplate(page.ours);
  const liquid = new Liquid({ outputEscape: 'escape' });
  const parsed = liquid.parse(page.liquid);
  const setting = new nunjucks.Environment(null, { autoescape: true });
  const made = new nunjucks.Template(page.nunjucks, setting, 'page', true);
  return [
    {
      name: 'ours',
      render: () => ours.render(context, environment, options),
      compileAndRender: () => readTemplate(page.ours).render(context, environment, options),
    },
    {
      name: 'liquidjs',
      render: () => liquid.renderSync(parsed, page.names),
      compileAndRender: () => liquid.renderSync(liquid.parse(page.liquid), page.names),
    },
    {
      name: 'nunjucks',
      render: () => made.render(page.names),
      compileAndRender: () => new nunjucks.Template(page.nunjucks, setting, 'page', true).render(page.names),
    },
  ];
}

/** The same text, whatever entities the engine chose. */
function comparable(html: string): string {
  return html
    .replace(/&#(?:x27|39|34);|&quot;/g, (entity) => (entity === '&#34;' || entity === '&quot;' ? '"' : "'"))
    .trim();
}

/** Milliseconds of processor for one call (the collector's threads included): what others do on the machine doesn't count. */
function timed(work: () => string, calls: number): number {
  const began = process.cpuUsage();
  for (let call = 0; call < calls; call++) work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000 / calls;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

const ROUNDS = 11;
const SPAN_MS = 12;
/** Each is made hot first. */
const WARM_MS = 150;

/** Medians of interleaved rounds, by engine. */
function measure(works: readonly (() => string)[]): number[] {
  for (const work of works) for (const began = performance.now(); performance.now() - began < WARM_MS;) work();
  const calls = works.map((work) => Math.max(3, Math.round(SPAN_MS / timed(work, 20))));
  const times = works.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    works.forEach((work, index) => times[index]?.push(timed(work, calls[index] ?? 1)));
  }
  return times.map(median);
}

const TARGETS = { render: { liquidjs: 12, nunjucks: 1.5 }, compileAndRender: { liquidjs: 4, nunjucks: 2.5 } } as const;

/** How the cost grows: twice the input costs at most 2.5 times the time, for the list and for its compilation. */
function growth(): Measure {
  const page = rows();
  const once = contextOf(page.names);
  const twice = contextOf({ demandes: [page.names['demandes'], page.names['demandes']].flat() });
  const options = { autoescape: true };
  const short = mail().ours;
  const [list = 1, longList = 1, source = 1, longSource = 1] = measure([
    () => compileTemplate(page.ours).render(once, environment, options),
    () => compileTemplate(page.ours).render(twice, environment, options),
    () => readTemplate(short).source,
    () => readTemplate(short + short).source,
  ]);
  const worst = Math.max(longList / list, longSource / source);
  return {
    name: 'templates: 2.5 times the time ÷ the time of twice the input',
    ratio: 2.5 / worst,
    target: 1,
    detail: `twice the rows ${(longList / list).toFixed(2)} times, twice the source ${(longSource / source).toFixed(2)} times`,
  };
}

/** Three pages beside liquidjs and nunjucks: the worst of the three counts. */
export async function bench(): Promise<Measure[]> {
  const ratios = new Map<string, { ratio: number; detail: string }>();
  for (const page of [mail(), rows(), nested()]) {
    const engines = enginesOf(page);
    const outputs = engines.map((engine) => comparable(engine.render()));
    if (new Set(outputs).size !== 1) throw new Error(`The engines disagree on ${page.name}`);
    for (const mode of ['render', 'compileAndRender'] as const) {
      const [ours = 1, ...others] = measure(engines.map((engine) => engine[mode]));
      others.forEach((time, index) => {
        const other = engines[index + 1]?.name ?? '';
        const detail = `worst: ${page.name}, ${(ours * 1000).toFixed(1)} µs against ${(time * 1000).toFixed(1)} µs`;
        const known = ratios.get(`${mode} ${other}`);
        if (!known || time / ours < known.ratio) ratios.set(`${mode} ${other}`, { ratio: time / ours, detail });
      });
    }
  }
  const beside = (['render', 'compileAndRender'] as const).flatMap((mode) =>
    (['liquidjs', 'nunjucks'] as const).map((other) => {
      const { ratio, detail } = ratios.get(`${mode} ${other}`) ?? { ratio: 0, detail: '' };
      const what = mode === 'render' ? 'templates rendered' : 'templates compiled and rendered';
      return { name: `${what} ÷ ${other}`, ratio, target: TARGETS[mode][other], detail };
    }),
  );
  return [...beside, growth()];
}
