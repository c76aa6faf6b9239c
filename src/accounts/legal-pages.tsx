import type { ComponentChildren } from 'preact';
import { phoneUrl } from '../pages/foot.tsx';
import type { Frame, TownIdentity } from '../pages/frame.ts';
import { Page } from '../pages/layout.tsx';
import { texts as shared, townHall } from '../pages/texts.ts';
import { texts } from './texts.ts';

/** What the law asks, said with what the town's settings tell; what they don't tell isn't invented. */
function LawPage({ frame, title, children }: { frame: Frame; title: string; children: ComponentChildren }) {
  return (
    <Page frame={frame} title={title}>
      <div class="flow measure">
        <h1>{title}</h1>
        {children}
      </div>
    </Page>
  );
}

export function AccessibilityPage({ frame }: { frame: Frame }) {
  const hall = nameOfHall(frame);
  const state = shared[frame.language].accessibilityState(frame.town.accessibilityState);
  return (
    <LawPage frame={frame} title={texts[frame.language].accessibility}>
      {frame.language === 'fr' ? (
        <>
          <p>
            Ce service de la {hall} est <strong>{state}</strong> au référentiel général d’amélioration de
            l’accessibilité (RGAA 4.1). Ses pages suivent aussi les règles WCAG 2.2, niveau AA.
          </p>
          <section>
            <h2>Ce que vous pouvez attendre</h2>
            <p>
              Chaque page se lit et se remplit au clavier, avec un lecteur d’écran, agrandie à 200 % et sans JavaScript.
            </p>
          </section>
          <section>
            <h2>Une page vous bloque</h2>
            <p>Dites-nous laquelle : nous vous aidons à faire votre démarche autrement, et nous corrigeons la page.</p>
            <Contact town={frame.town} />
          </section>
          <section>
            <h2>Voie de recours</h2>
            <p>Sans réponse de notre part, vous pouvez saisir le Défenseur des droits.</p>
            <p>
              <a href="https://formulaire.defenseurdesdroits.fr/">Écrire au Défenseur des droits</a>
            </p>
          </section>
        </>
      ) : (
        <>
          <p>
            This service of the {hall} is <strong>{state}</strong> with the French accessibility rules (RGAA 4.1). Its
            pages also follow WCAG 2.2, level AA.
          </p>
          <section>
            <h2>What you can expect</h2>
            <p>
              Each page can be read and filled in by keyboard, with a screen reader, enlarged to 200% and without
              JavaScript.
            </p>
          </section>
          <section>
            <h2>A page stops you</h2>
            <p>Tell us which one: we help you make your request in another way, and we mend the page.</p>
            <Contact town={frame.town} />
          </section>
          <section>
            <h2>If we do not answer</h2>
            <p>You can turn to the French Defender of Rights.</p>
            <p>
              <a href="https://formulaire.defenseurdesdroits.fr/">Write to the Defender of Rights</a>
            </p>
          </section>
        </>
      )}
    </LawPage>
  );
}

export function LegalPage({ frame }: { frame: Frame }) {
  const hall = nameOfHall(frame);
  const french = frame.language === 'fr';
  return (
    <LawPage frame={frame} title={texts[frame.language].legal}>
      <section>
        <h2>{french ? 'Éditeur' : 'Publisher'}</h2>
        <p>{hall}</p>
        {frame.town.address !== '' && <p>{frame.town.address}</p>}
        <Contact town={frame.town} />
      </section>
      <section>
        <h2>{french ? 'Directeur de la publication' : 'Publication director'}</h2>
        <p>{french ? 'Le maire de la commune.' : 'The mayor of the town.'}</p>
      </section>
      <section>
        <h2>{french ? 'Le logiciel' : 'The software'}</h2>
        <p>
          {french
            ? 'Guichet est un logiciel libre, distribué sous licence EUPL 1.2.'
            : 'Guichet is free software, distributed under the licence EUPL 1.2.'}
        </p>
      </section>
    </LawPage>
  );
}

export function PrivacyPage({ frame }: { frame: Frame }) {
  const hall = nameOfHall(frame);
  return (
    <LawPage frame={frame} title={texts[frame.language].privacy}>
      {frame.language === 'fr' ? (
        <>
          <p>
            La {hall} garde ce que vous écrivez dans un formulaire pour traiter votre demande, et pour rien d’autre.
          </p>
          <section>
            <h2>Qui les voit</h2>
            <p>Les agents chargés de votre demande. Personne d’autre ne les reçoit.</p>
          </section>
          <section>
            <h2>Cookies</h2>
            <p>
              Un cookie retient votre passage, deux autres la langue et l’apparence que vous avez choisies. Aucun ne
              vous suit ailleurs, aucun n’est partagé.
            </p>
          </section>
          <section>
            <h2>Vos droits</h2>
            <p>Vous pouvez demander à lire, corriger ou effacer ce qui vous concerne.</p>
            <Contact town={frame.town} />
            <p>
              Vous pouvez aussi vous adresser à la <a href="https://www.cnil.fr/">CNIL</a>.
            </p>
          </section>
        </>
      ) : (
        <>
          <p>The {hall} keeps what you write in a form to handle your request, and for nothing else.</p>
          <section>
            <h2>Who sees it</h2>
            <p>The staff in charge of your request. Nobody else receives it.</p>
          </section>
          <section>
            <h2>Cookies</h2>
            <p>
              One cookie remembers your visit, two others the language and appearance that you chose. None follows you
              elsewhere, none is shared.
            </p>
          </section>
          <section>
            <h2>Your rights</h2>
            <p>You can ask to read, correct or erase what concerns you.</p>
            <Contact town={frame.town} />
            <p>
              You can also turn to the French authority, the <a href="https://www.cnil.fr/">CNIL</a>.
            </p>
          </section>
        </>
      )}
    </LawPage>
  );
}

function Contact({ town }: { town: TownIdentity }) {
  return (
    <>
      {town.phone !== '' && (
        <p>
          <a href={phoneUrl(town.phone)}>{town.phone}</a>
        </p>
      )}
      {town.email !== '' && (
        <p>
          <a href={`mailto:${town.email}`}>{town.email}</a>
        </p>
      )}
    </>
  );
}

/** « mairie de Saint-Aubin » within a sentence. */
function nameOfHall(frame: Frame): string {
  const { before, name } = townHall(frame.town.name, frame.language);
  return before === '' ? name : before.charAt(0).toLowerCase() + before.slice(1) + name;
}
