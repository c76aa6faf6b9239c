import type { ComponentChildren } from 'preact';
import { phoneUrl } from './foot.tsx';
import type { Frame } from './frame.ts';
import { Page } from './layout.tsx';
import { texts, townHall } from './texts.ts';

/** The three pages that the law asks, from every page's foot, written from the town's own fields. */
export const legalPages = {
  '/accessibilite/': AccessibilityPage,
  '/mentions-legales/': LegalNoticePage,
  '/donnees-personnelles/': PrivacyPage,
} as const;

type LegalProps = { frame: Frame };

function Prose({ frame, title, children }: LegalProps & { title: string; children: ComponentChildren }) {
  return (
    <Page frame={frame} title={title}>
      <div class="prose">
        <h1>{title}</h1>
        {children}
      </div>
    </Page>
  );
}

function Contact({ frame }: LegalProps) {
  const { town } = frame;
  return (
    <ul>
      {town.email !== '' && (
        <li>
          <a href={`mailto:${town.email}`}>{town.email}</a>
        </li>
      )}
      {town.phone !== '' && (
        <li>
          <a href={phoneUrl(town.phone)}>{town.phone}</a>
        </li>
      )}
      {town.address !== '' && <li>{town.address}</li>}
    </ul>
  );
}

function nameOf(frame: Frame): string {
  const hall = townHall(frame.town.name, frame.language);
  return hall.before + hall.name;
}

/** RGAA's declaration: state, what is known not to conform, whom to tell, whom to turn to. */
export function AccessibilityPage({ frame }: LegalProps) {
  const state = texts[frame.language].accessibilityState(frame.town.accessibilityState);
  const complete = frame.town.accessibilityState === 'totalement';
  if (frame.language === 'en') {
    return (
      <Prose frame={frame} title="Accessibility">
        <p>
          {nameOf(frame)} wants everyone to be able to use this site, as article 47 of French law 2005-102 of 11
          February 2005 asks.
        </p>
        <h2>State of compliance</h2>
        <p>
          This site is <b>{state}</b> with the general accessibility framework (RGAA 4.1). It is built after the Web
          Content Accessibility Guidelines 2.2, level AA.
        </p>
        {!complete && <p>Documents that the town hall or other people attach may not all be accessible.</p>}
        <h2>Something you can’t read or use?</h2>
        <p>Tell us: we give you the content in another form, or do the request with you.</p>
        <Contact frame={frame} />
        <h2>If we do not answer</h2>
        <p>
          You can write to the{' '}
          <a href="https://formulaire.defenseurdesdroits.fr/" hreflang="fr">
            Defender of Rights
          </a>{' '}
          or call 09 69 39 00 00, or write free of charge, without a stamp, to: Défenseur des droits, Libre réponse
          71120, 75342 Paris CEDEX 07.
        </p>
      </Prose>
    );
  }
  return (
    <Prose frame={frame} title="Accessibilité">
      <p>
        {nameOf(frame)} veut que chacun puisse se servir de ce site, comme le demande l’article 47 de la loi n° 2005-102
        du 11 février 2005.
      </p>
      <h2>État de conformité</h2>
      <p>
        Ce site est <b>{state}</b> au référentiel général d’amélioration de l’accessibilité (RGAA 4.1). Il est construit
        selon les règles WCAG 2.2, niveau AA.
      </p>
      {!complete && <p>Les documents joints par la mairie ou par d’autres personnes ne sont pas tous accessibles.</p>}
      <h2>Une page vous résiste&nbsp;?</h2>
      <p>
        Dites-le-nous&nbsp;: nous vous donnons le contenu sous une autre forme, ou nous faisons la démarche avec vous.
      </p>
      <Contact frame={frame} />
      <h2>Si nous ne répondons pas</h2>
      <p>
        Vous pouvez écrire au <a href="https://formulaire.defenseurdesdroits.fr/">Défenseur des droits</a>, l’appeler au
        09 69 39 00 00, ou lui écrire gratuitement, sans timbre&nbsp;: Défenseur des droits, Libre réponse 71120, 75342
        Paris CEDEX 07.
      </p>
    </Prose>
  );
}

export function LegalNoticePage({ frame }: LegalProps) {
  if (frame.language === 'en') {
    return (
      <Prose frame={frame} title="Legal notice">
        <h2>Publisher</h2>
        <p>This site is published by {nameOf(frame)}. The mayor is its publication director.</p>
        <Contact frame={frame} />
        <h2>Software</h2>
        <p>The site runs on Guichet, free software under the EUPL 1.2 licence.</p>
        <h2>Cookies</h2>
        <p>
          Only cookies that the service needs are set: your session, your language, the appearance you chose. No
          audience is measured and nothing is shared.
        </p>
      </Prose>
    );
  }
  return (
    <Prose frame={frame} title="Mentions légales">
      <h2>Éditeur</h2>
      <p>Ce site est publié par&nbsp;: {nameOf(frame)}. Le maire en est le directeur de la publication.</p>
      <Contact frame={frame} />
      <h2>Logiciel</h2>
      <p>Le site fonctionne avec Guichet, logiciel libre sous licence EUPL 1.2.</p>
      <h2>Cookies</h2>
      <p>
        Seuls les cookies nécessaires au service sont déposés&nbsp;: votre session, votre langue, l’apparence choisie.
        Aucune audience n’est mesurée, rien n’est partagé.
      </p>
    </Prose>
  );
}

export function PrivacyPage({ frame }: LegalProps) {
  if (frame.language === 'en') {
    return (
      <Prose frame={frame} title="Personal data">
        <p>
          {nameOf(frame)} is responsible for the data you give here. It serves to deal with your requests and bookings,
          as a task carried out in the public interest, and for nothing else.
        </p>
        <h2>Who sees it</h2>
        <p>The agents in charge of your request. It is neither sold nor passed on, save where a law says so.</p>
        <h2>How long</h2>
        <p>
          As long as your request needs, then the delay set for each form and each agenda; after that it is made
          anonymous.
        </p>
        <h2>Your rights</h2>
        <p>You can see, correct or have erased what concerns you, limit its use or object to it. Write to us:</p>
        <Contact frame={frame} />
        <p>
          If the answer does not satisfy you, you can complain to the{' '}
          <a href="https://www.cnil.fr/fr/plaintes" hreflang="fr">
            CNIL
          </a>
          .
        </p>
      </Prose>
    );
  }
  return (
    <Prose frame={frame} title="Données personnelles">
      <p>
        {nameOf(frame)} est responsable des données que vous donnez ici. Elles servent à traiter vos demandes et vos
        réservations, au titre d’une mission d’intérêt public, et à rien d’autre.
      </p>
      <h2>Qui les voit</h2>
      <p>Les agents chargés de votre demande. Elles ne sont ni vendues ni transmises, sauf si une loi l’impose.</p>
      <h2>Combien de temps</h2>
      <p>
        Le temps de traiter votre demande, puis le délai fixé pour chaque formulaire et chaque agenda&nbsp;; elles sont
        ensuite anonymisées.
      </p>
      <h2>Vos droits</h2>
      <p>
        Vous pouvez consulter, corriger ou faire effacer ce qui vous concerne, en limiter l’usage ou vous y opposer.
        Écrivez-nous&nbsp;:
      </p>
      <Contact frame={frame} />
      <p>
        Si la réponse ne vous convient pas, vous pouvez saisir la <a href="https://www.cnil.fr/fr/plaintes">CNIL</a>.
      </p>
    </Prose>
  );
}
