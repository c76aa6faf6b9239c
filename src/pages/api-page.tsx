import type { PublishedPart } from '../platform/openapi/call.ts';
import { CallView, Coded, idOf } from './api-call.tsx';
import { words } from './api-texts.ts';
import type { Frame } from './frame.ts';
import { Page } from './layout.tsx';

/** A published API as people read it: every call, what it takes and what it answers. `base` is its public address. */
export function ApiPage({ frame, part, base }: { frame: Frame; part: PublishedPart; base: string }) {
  const { language } = frame;
  const t = words[language];
  const title = t.title(part.title[language]);
  const groups = Object.entries(part.groups);
  return (
    <Page frame={frame} title={title}>
      <div class="flow">
        <div class="prose">
          <h1>{title}</h1>
          <p>
            <Coded text={part.introduction[language]} />
          </p>
          <p>
            <code>{base}</code>
          </p>
          <p>
            <a href={`${base}api/openapi.json`}>{t.document}</a>
          </p>
          <nav aria-label={t.contents}>
            <ul>
              {groups.map(([name, said]) => (
                <li key={name}>
                  <a href={`#${name}`}>{said[language]}</a>
                </li>
              ))}
            </ul>
          </nav>
        </div>
        {groups.map(([name, said]) => (
          <section key={name} class="flow" aria-labelledby={name}>
            <h2 id={name}>{said[language]}</h2>
            {part.calls
              .filter(({ group }) => group === name)
              .map((call) => (
                <CallView key={idOf(call)} call={call} part={part} language={language} />
              ))}
          </section>
        ))}
      </div>
    </Page>
  );
}
