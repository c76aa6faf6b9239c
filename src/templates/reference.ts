import type { Language } from './moments.ts';
import type { Documented, FilterRow } from './rows.ts';
import { FILTER_GROUPS, TAG_GROUPS } from './tables.ts';

const WORDS = {
  fr: {
    title: 'Le langage des gabarits',
    made: 'Cette page est produite par `src/templates/reference.ts` à partir des tables des filtres et des balises ; chaque exemple est un test.',
    tags: 'Balises',
    filters: 'Filtres',
    columns: ['Nom', 'Effet', 'Exemple', 'Résultat'],
    empty: '(rien)',
    optional: ' [: valeur]',
    required: ' : valeur',
  },
  en: {
    title: 'The language of templates',
    made: 'This page is made by `src/templates/reference.ts` from the tables of filters and tags; each example is a test.',
    tags: 'Tags',
    filters: 'Filters',
    columns: ['Name', 'Effect', 'Example', 'Result'],
    empty: '(nothing)',
    optional: ' [: value]',
    required: ' : value',
  },
} as const;

const INTRODUCTION = {
  fr: `Un texte qui contient \`{{\` ou \`{%\` est un gabarit : \`{{ nom }}\` écrit une valeur, \`{% balise %}\` commande, \`{# note #}\` ne paraît pas.

## Noms

- \`form_var_prenom\` et \`form.var.prenom\` nomment la même valeur. À chaque niveau, la clé la plus longue l'emporte : \`reponse_api_url\` est
  d'abord cherché en entier, puis \`reponse_api\` suivi de \`url\`, puis \`reponse\` suivi de \`api_url\`.
- Une clé d'un autre alphabet ou avec des tirets s'atteint par \`{{ reponse|get:"clé-longue" }}\`.
- Un nom inconnu n'écrit rien, et vaut « rien » dans une condition : \`x == None\`, \`x is None\`, \`not x\` sont vrais.
- \`today\`, \`now\`, \`True\`, \`False\`, \`None\` (et \`true\`, \`false\`, \`null\`) sont toujours là.

## Valeurs

- Les nombres s'écrivent selon la langue (\`3,75\`), les dates aussi (\`31/12/2023\`). Les calculs gardent les centimes.
- Les dates se comparent à des textes : \`form_var_date > "31/12/2023"\`, \`today < "2024-12-31"\`.
- Un gabarit d'une seule expression, là où une valeur est attendue (contenu d'un appel, champ calculé), donne la valeur elle-même : une liste reste une liste.
- Dans les pages, les caractères \`&<>"'\` des valeurs sont protégés ; \`safe\` et \`{% autoescape off %}\` l'arrêtent.

## Conditions

Une condition s'écrit comme après \`if\` : \`==\`, \`!=\`, \`<\`, \`>\`, \`<=\`, \`>=\`, \`in\`, \`not in\`, \`is\`, \`is not\`, \`not\`, \`and\`, \`or\`, et des filtres ; sans
parenthèses ni calculs. Les opérateurs sont entourés d'espaces. Vide, elle est vraie. Un texte et un nombre ne se comparent pas :
\`form_var_age|decimal >= 18\`.

## Erreurs et bornes

Une erreur dit la ligne, la colonne et montre l'endroit. Le travail, la longueur du texte produit et la profondeur sont bornés.
`,
  en: `A text that holds \`{{\` or \`{%\` is a template: \`{{ name }}\` writes a value, \`{% tag %}\` commands, \`{# note #}\` doesn't show.

## Names

- \`form_var_prenom\` and \`form.var.prenom\` name the same value. At each level the longest key wins: \`response_api_url\` is looked for whole,
  then \`response_api\` followed by \`url\`, then \`response\` followed by \`api_url\`.
- A key in another alphabet or with dashes is reached by \`{{ response|get:"long-key" }}\`.
- An unknown name writes nothing, and is null in a condition: \`x == None\`, \`x is None\`, \`not x\` are true.
- \`today\`, \`now\`, \`True\`, \`False\`, \`None\` (and \`true\`, \`false\`, \`null\`) are always there.

## Values

- Numbers are written after the language (\`3.75\`), dates too (\`2023-12-31\`). Arithmetic keeps cents.
- Dates compare with texts: \`form_var_date > "31/12/2023"\`, \`today < "2024-12-31"\`.
- A template of one expression, where a value is expected (body of a call, computed field), gives the value itself: a list stays a list.
- In pages the letters \`&<>"'\` of values are escaped; \`safe\` and \`{% autoescape off %}\` stop that.

## Conditions

A condition is written as after \`if\`: \`==\`, \`!=\`, \`<\`, \`>\`, \`<=\`, \`>=\`, \`in\`, \`not in\`, \`is\`, \`is not\`, \`not\`, \`and\`, \`or\`, and filters; no parentheses,
no arithmetic. Operators stand between blanks. Empty, it is true. A text and a number don't compare: \`form_var_age|decimal >= 18\`.

## Errors and bounds

An error tells the line, the column and shows the place. Work, the length of the text produced and depth are bounded.
`,
} as const;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', '↵').replaceAll('\u00a0', ' ');
const code = (text: string): string => (text.includes('`') ? `\`\` ${cell(text)} \`\`` : `\`${cell(text)}\``);

function line(row: Documented, suffix: string, language: Language): string {
  const [template, output, names] = row.example;
  const values = names === undefined ? '' : ` — ${code(JSON.stringify(names))}`;
  const result = output === '' ? WORDS[language].empty : code(output);
  return `| \`${row.name}\`${suffix} | ${cell(row[language])} | ${code(template)}${values} | ${result} |`;
}

function suffixOf({ argument }: FilterRow, language: Language): string {
  return argument === undefined ? '' : WORDS[language][argument];
}

function section<T extends Documented>(
  groups: readonly (readonly [string, string, readonly T[]])[],
  suffix: (row: T) => string,
  language: Language,
): string {
  const head = WORDS[language].columns;
  return groups
    .map(([fr, en, rows]) => {
      const title = `### ${language === 'fr' ? fr : en}`;
      const table = [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`];
      return [title, '', ...table, ...rows.map((row) => line(row, suffix(row), language)), ''].join('\n');
    })
    .join('\n');
}

/** The reference of the language for administrators, in Markdown. */
export function reference(language: Language): string {
  const words = WORDS[language];
  return [
    `# ${words.title}`,
    '',
    words.made,
    '',
    INTRODUCTION[language],
    `## ${words.tags}`,
    '',
    section(TAG_GROUPS, () => '', language),
    `## ${words.filters}`,
    '',
    section(FILTER_GROUPS, (row) => suffixOf(row, language), language),
  ].join('\n');
}
