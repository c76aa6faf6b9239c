/** Each shared part in a page, with made-up content: what the gallery's test opens in a browser, and people look at. */
import type { VNode } from 'preact';
import { Alert } from './alert.tsx';
import { AsideBlock } from './aside.tsx';
import { Badge } from './badge.tsx';
import { Board, CodeLine, Hello, SearchLine } from './board.tsx';
import { Bulk } from './bulk.tsx';
import { Actions, Button, LinkButton } from './buttons.tsx';
import { Checkbox, Checkboxes, RadioCards } from './choices.tsx';
import { Confirm, Fold, Folds } from './confirm.tsx';
import { dayRows } from './day-rows.ts';
import { capital, day, hour, hours, leaf, shortHours, shortMoment, type Telling } from './dates.ts';
import { type DayItem, DayView } from './dayview.tsx';
import { Empty } from './empty.tsx';
import { ErrorPage } from './error-page.tsx';
import { ErrorSummary } from './error-summary.tsx';
import { Recap } from './facts.tsx';
import { FileField, Select, TextArea, TextField } from './fields.tsx';
import { Chips, Filters, FilterSelect, FilterText, Results, Views } from './filters.tsx';
import { Form } from './form.tsx';
import type { Frame, Language } from './frame.ts';
import { Gauge } from './gauge.tsx';
import { Hold } from './hold.tsx';
import { Page } from './layout.tsx';
import { AccessibilityPage, LegalNoticePage, PrivacyPage } from './legal.tsx';
import { Box, ListHead, PageHead } from './page-head.tsx';
import { Keys, Pager } from './pager.tsx';
import { People } from './person.tsx';
import { Progress } from './progress.tsx';
import { SignIn } from './sign-in.tsx';
import { type SlotDay, SlotPicker } from './slot-picker.tsx';
import { Stand, Timeline } from './status.tsx';
import { Steps } from './steps.tsx';
import { Table } from './table.tsx';
import { texts } from './texts.ts';
import { StubDate, Ticket } from './ticket.tsx';
import { Time } from './time.tsx';
import { TimePicker } from './time-picker.tsx';

export type Sample = (frame: Frame) => VNode;

const time = (text: string) => Temporal.PlainTime.from(text);
const date = (text: string) => Temporal.PlainDate.from(text);

function telling(frame: Frame): Telling {
  return { language: frame.language, now: frame.now };
}

const steps = [{ label: 'Qui participe', href: '#' }, { label: 'Le stage' }, { label: 'Vérifier et valider' }];

const help = (
  <>
    <AsideBlock title="Besoin d’aide&nbsp;?">
      <p>Le service Sport et jeunesse répond du lundi au vendredi, de 9&nbsp;h à 12&nbsp;h.</p>
      <p>
        <a href="tel:+33536491252">05 36 49 12 52</a>
      </p>
    </AsideBlock>
    <AsideBlock title="Revenir plus tard">
      <p>Ce que vous avez saisi est gardé. Votre code de suivi&nbsp;:</p>
      <p class="code">KFR-7M2-QXT</p>
    </AsideBlock>
  </>
);

function Home({ frame }: { frame: Frame }) {
  return (
    <Page frame={frame} title="Démarches" wide>
      <Hello
        title="Que voulez-vous faire&nbsp;?"
        lead="Prendre un rendez-vous, inscrire un enfant, demander un papier&nbsp;: en ligne, sans compte."
        search={<SearchLine name="q" label="Chercher une démarche" button="Chercher" />}
        code={
          <CodeLine boxed name="code" label="Suivre une demande" hint="Le code reçu par courriel" button="Suivre" />
        }
      />
      <div class="wrap home-body">
        <p class="resume">
          <span>
            <b>Inscription à un stage</b>&nbsp;: vous étiez à l’étape 2 sur 3, hier à 21&nbsp;h&nbsp;04
          </span>{' '}
          <a href="#">Reprendre</a>
        </p>
        <Board
          categories={[
            {
              label: 'Papiers et état civil',
              entries: [
                {
                  href: '/passeport/',
                  label: 'Passeport ou carte d’identité',
                  detail: 'Rendez-vous de 30 minutes',
                  next: { label: 'Jeudi 3 décembre à 9\u00a0h\u00a030' },
                },
                {
                  href: '/acte/',
                  label: 'Acte de naissance, de mariage ou de décès',
                  detail: 'Reçu par courrier sous 5 jours',
                },
              ],
            },
            {
              label: 'Enfance et école',
              entries: [
                { href: '/cantine/', label: 'Cantine et garderie', detail: 'Réserver ou annuler des repas' },
                {
                  href: '/mercredi/',
                  label: 'Accueil du mercredi',
                  detail: 'De 3 à 11 ans',
                  next: { label: 'Liste d’attente', waiting: true },
                },
              ],
            },
          ]}
        />
      </div>
    </Page>
  );
}

function slotDays(frame: Frame, gone: boolean): SlotDay[] {
  const tell = telling(frame);
  const t = texts[frame.language];
  const at = (from: string, to: string) => shortHours(time(from), time(to), frame.language);
  const of = (text: string, slots: SlotDay['slots']): SlotDay => ({
    id: `jour-${text}`,
    title: day(date(text), tell),
    leaf: leaf(date(text), tell),
    slots,
  });
  return [
    of('2026-12-19', [
      { value: 'cirque', time: at('10:00', '12:00'), what: 'Cirque', where: 'Salle du Moulin', state: 'full' },
    ]),
    of('2026-12-21', [
      {
        value: 'multisport',
        time: at('10:00', '12:00'),
        what: 'Multisport',
        where: 'Gymnase des Tilleuls',
        state: 'waiting',
        rank: t.wouldBe(4),
      },
      {
        value: 'theatre',
        time: at('14:00', '17:00'),
        what: 'Théâtre',
        where: 'Salle du Moulin',
        state: 'free',
        left: t.places(8),
      },
    ]),
    of('2026-12-22', [
      {
        value: 'escalade',
        time: at('10:00', '12:00'),
        what: 'Escalade',
        where: 'Gymnase des Tilleuls',
        state: gone ? 'gone' : 'few',
        checked: !gone,
      },
      {
        value: 'poterie',
        time: at('14:30', '16:30'),
        what: 'Poterie',
        where: 'Atelier des Arts',
        state: 'free',
        left: t.places(5),
      },
    ]),
    { ...of('2026-12-24', []), none: t.closed },
  ];
}

function SlotForm({ frame, wrong }: { frame: Frame; wrong: boolean }) {
  const t = texts[frame.language];
  return (
    <Page frame={frame} title="Le stage, étape 2 sur 3" error={wrong} aside={help}>
      <Steps steps={steps} current={1} />
      {wrong && (
        <ErrorSummary
          errors={[
            { text: 'Choisissez un nouveau créneau\u00a0: celui d’Escalade vient d’être pris', field: 'f7' },
            { text: 'Nombre d’enfants\u00a0: indiquez un nombre entre 1 et 4', field: 'f8' },
          ]}
        />
      )}
      <h1>Inscription à un stage</h1>
      <p class="quiet form-note">{t.allRequired}</p>
      <Form>
        <SlotPicker
          name="f7"
          question="Quel stage&nbsp;?"
          days={slotDays(frame, wrong)}
          firstFree={{ href: '#jour-2026-12-21', label: day(date('2026-12-21'), telling(frame)) }}
          {...(wrong ? { error: 'Choisissez un nouveau créneau. Escalade a été pris pendant votre saisie.' } : {})}
          more={{ name: 'apres', value: '2026-12-24' }}
        />
        <TextField
          name="f8"
          label="Combien d’enfants inscrivez-vous&nbsp;?"
          hint="Une place pour chaque enfant, 4 au plus."
          figures="numeric"
          width={3}
          value={wrong ? '0' : '1'}
          {...(wrong ? { error: 'Indiquez un nombre entre 1 et 4.' } : {})}
        />
        <TextArea
          name="f9"
          label="Une chose à nous dire&nbsp;?"
          hint="Une allergie, une personne qui vient le chercher…"
          optional
          rows={3}
        />
        <Actions>
          <Button kind="main" name="suivant">
            {t.next}
          </Button>
          <Button name="precedent">{t.previous}</Button>
          <Button kind="text" name="abandon">
            {t.abandon}
          </Button>
        </Actions>
      </Form>
    </Page>
  );
}

function Times({ frame }: { frame: Frame }) {
  const t = texts[frame.language];
  const tell = telling(frame);
  const days = ['2026-12-03', '2026-12-04', '2026-12-07', '2026-12-08', '2026-12-09'].map((text, index) => ({
    id: `jour-${text}`,
    title: day(date(text), tell),
    times:
      index === 1
        ? []
        : ['09:00', '09:30', '11:00', '14:00', '15:30'].slice(index % 3).map((at) => ({
            value: `${text}T${at}`,
            time: hour(time(at), frame.language),
            taken: at === '11:00',
            checked: index === 0 && at === '09:30',
          })),
  }));
  return (
    <Page frame={frame} title="Le rendez-vous, étape 2 sur 3">
      <Steps steps={steps} current={1} />
      <h1>Passeport ou carte d’identité</h1>
      <p class="quiet form-note">30&nbsp;minutes au guichet, mairie, place du Marché. Une personne par rendez-vous.</p>
      <Form>
        <TimePicker
          name="f3"
          question="Quand venez-vous&nbsp;?"
          days={days}
          firstFree={{ href: '#jour-2026-12-03', label: 'jeudi 3 décembre à 9 h 30' }}
          earlier={{ name: 'avant', value: null }}
          later={{ name: 'apres', value: '2026-12-10' }}
        />
        <Fold summary="Aucune date ne vous convient&nbsp;?">
          <p>Laissez votre courriel&nbsp;: nous vous écrivons si un créneau plus tôt se libère.</p>
        </Fold>
        <Actions>
          <Button kind="main">{t.next}</Button>
          <Button>{t.previous}</Button>
        </Actions>
      </Form>
    </Page>
  );
}

function Fields({ frame }: { frame: Frame }) {
  const t = texts[frame.language];
  return (
    <Page frame={frame} title="Vous, étape 1 sur 3" aside={help}>
      <Steps steps={steps} current={0} />
      <h1>Vos coordonnées</h1>
      <Form files>
        <TextField name="f1" label="Nom" autocomplete="family-name" />
        <TextField
          name="f2"
          label="Courriel"
          type="email"
          autocomplete="email"
          hint="Le suivi de la demande y arrive."
        />
        <TextField name="f3" label="Date de naissance" type="date" width={10} autocomplete="bday" />
        <TextField name="f4" label="Numéro de dossier" code value="KFR-7M2" width={10} optional />
        <TextField name="f5" label="Quartier" value="Centre" readOnly />
        <Select
          name="f6"
          label="Pièce demandée"
          placeholder={t.choose}
          value="b"
          options={[
            { value: 'a', label: 'Carte d’identité', group: 'Adulte' },
            { value: 'b', label: 'Passeport', group: 'Adulte' },
            { value: 'c', label: 'Passeport', group: 'Enfant' },
          ]}
        />
        <RadioCards
          name="f7"
          label="Pour qui&nbsp;?"
          value="child"
          choices={[
            { value: 'me', label: 'Pour moi' },
            { value: 'child', label: 'Pour un enfant', detail: 'Il devra être présent.' },
            { value: 'other', label: 'Pour une autre personne', detail: 'Fermé en décembre.', disabled: true },
          ]}
        />
        <RadioCards
          inline
          name="f8"
          label="Êtes-vous déjà venu&nbsp;?"
          error="Répondez oui ou non."
          choices={[
            { value: 'yes', label: 'Oui' },
            { value: 'no', label: 'Non' },
          ]}
        />
        <Checkboxes
          name="f9"
          label="Quels jours&nbsp;?"
          optional
          values={['mon']}
          choices={[
            { value: 'mon', label: 'Lundi' },
            { value: 'tue', label: 'Mardi' },
          ]}
        />
        <FileField
          name="f10"
          label="Justificatif de domicile"
          hint="PDF ou photo, 10 Mo au plus."
          kept={[{ name: 'facture.pdf', detail: 'PDF, 240 ko', href: '#', value: 'x' }]}
          removeName="retirer"
        />
        <TextArea name="f11" label="Message" value="Bonjour," />
        <Checkbox name="f12" label="J’autorise la prise en charge de mon enfant par l’équipe d’animation." checked />
        <Checkbox
          name="f13"
          label="J’accepte d’être rappelé."
          checked={false}
          error="Cochez cette case, ou laissez une adresse."
        />
        <Actions>
          <Button kind="main">{t.next}</Button>
          <Button disabled>{t.previous}</Button>
        </Actions>
      </Form>
    </Page>
  );
}

function Verify({ frame }: { frame: Frame }) {
  const t = texts[frame.language];
  return (
    <Page frame={frame} title="Vérifier et valider, étape 3 sur 3" aside={help}>
      <Steps steps={steps} current={2} />
      <h1>Vérifiez avant de valider</h1>
      <Hold
        until={hour(time('18:52'), frame.language)}
        untilInstant={frame.now.add({ minutes: 8 }).toInstant()}
        minutesLeft={8}
        longer={{ action: '/prolonger/' }}
      />
      <Recap
        title="Le stage"
        editHref="#"
        facts={[
          {
            label: 'Stage',
            value: (
              <>
                <b>Escalade</b>, Gymnase des Tilleuls
              </>
            ),
          },
          {
            label: 'Date',
            value: (
              <Time at={date('2026-12-22')}>
                {day(date('2026-12-22'), telling(frame))}, {hours(time('10:00'), time('12:00'), frame.language)}
              </Time>
            ),
          },
          { label: 'À nous dire', value: '' },
        ]}
      />
      <Recap
        title="Qui participe"
        facts={[{ label: 'Enfant', value: 'Léa Roux, 9 ans', edit: { href: '#', what: 'l’enfant' } }]}
      />
      <Form>
        <Actions>
          <Button kind="main" name="valider">
            {t.confirm}
          </Button>
          <Button name="precedent">{t.previous}</Button>
        </Actions>
      </Form>
    </Page>
  );
}

function Request({ frame }: { frame: Frame }) {
  const facts = [
    { label: 'Heure', value: hours(time('10:00'), time('12:00'), frame.language) },
    { label: 'Lieu', value: 'Gymnase des Tilleuls, 4, rue du Stade' },
    { label: 'Pour', value: 'Léa Roux, 1 place' },
    { label: texts[frame.language].code, value: 'KFR-7M2-QXT', code: true },
  ];
  return (
    <Page
      frame={{ ...frame, flash: { level: 'ok', text: 'Votre message est envoyé.' } }}
      title="Demande 17-42"
      aside={help}
    >
      <div class="flow">
        <div>
          <h1>Inscription à un stage</h1>
          <p class="quiet form-note">
            Demande n<sup>o</sup> 17-42 du samedi 21 novembre
          </p>
        </div>
        <Stand level="ok" title="Léa est inscrite">
          Une place s’est libérée ce matin&nbsp;: rien d’autre à faire.
        </Stand>
        <Ticket leaf={leaf(date('2026-12-21'), telling(frame))} title="Multisport" facts={facts} />
        <div class="tools no-print">
          <LinkButton icon="calendar" href="#" download>
            Ajouter à mon agenda
          </LinkButton>
          <Button icon="print">Imprimer</Button>
        </div>
        <Ticket
          off
          label="Réservation annulée"
          leaf={leaf(date('2026-12-22'), telling(frame))}
          title="Poterie"
          facts={facts.slice(0, 2)}
        />
        <section>
          <h2>Un empêchement&nbsp;?</h2>
          <Folds>
            <Fold summary="Choisir un autre stage">
              <p>Votre place actuelle reste à vous tant que la nouvelle n’est pas confirmée.</p>
            </Fold>
            <Fold summary="Annuler l’inscription" open>
              <p>La place de Léa sera proposée à la première personne de la liste d’attente.</p>
              <Form class="">
                <Button kind="bad">Annuler l’inscription de Léa</Button>
              </Form>
            </Fold>
          </Folds>
        </section>
        <section>
          <h2>Ce qui s’est passé</h2>
          <Timeline
            entries={[
              {
                title: 'Inscrite',
                when: 'aujourd’hui à 9 h 12',
                children: 'Une place s’est libérée. Léa passe de la liste d’attente à la liste principale.',
              },
              { title: 'Liste d’attente', when: 'samedi 21 novembre à 18 h 40', children: 'Le stage était complet.' },
              { title: 'Demande envoyée', when: 'samedi 21 novembre à 18 h 40' },
            ]}
          />
        </section>
        <Stand level="wait" title="Liste d’attente">
          Léa est 2e sur la liste d’attente.
        </Stand>
        <Stand level="bad" title="Demande refusée" />
        <Stand level="note" title="Demande reçue" />
      </div>
    </Page>
  );
}

type Row = {
  number: string;
  who: string;
  form: string;
  level: 'wait' | 'note' | 'bad' | null;
  state: string;
  know: string;
  at: string;
  ticked: boolean;
};

const queue: readonly Row[] = [
  {
    number: '17-64',
    who: 'Timéo Sicard',
    form: 'Inscription à un stage',
    level: 'wait',
    state: 'Liste d’attente',
    know: '3e sur la liste',
    at: '2026-11-23T20:15',
    ticked: true,
  },
  {
    number: '17-61',
    who: 'Zoé Pons',
    form: 'Inscription à un stage',
    level: 'wait',
    state: 'Liste d’attente',
    know: '2e sur la liste',
    at: '2026-11-23T08:02',
    ticked: true,
  },
  {
    number: '22-118',
    who: 'Marc Teyssier',
    form: 'Passeport ou carte d’identité',
    level: 'note',
    state: 'Pièce à vérifier',
    know: 'Justificatif de domicile reçu',
    at: '2026-11-23T17:41',
    ticked: false,
  },
  {
    number: '40-205',
    who: 'Odile Prat',
    form: 'Signaler un problème',
    level: null,
    state: 'Nouvelle',
    know: 'Éclairage, rue du Stade',
    at: '2026-11-21T11:00',
    ticked: false,
  },
  {
    number: '22-109',
    who: 'Ivan Petrov',
    form: 'Passeport ou carte d’identité',
    level: 'bad',
    state: 'En erreur',
    know: 'L’agenda n’a pas répondu',
    at: '2026-11-19T11:00',
    ticked: false,
  },
];

function Queue({ frame }: { frame: Frame }) {
  const t = texts[frame.language];
  const desk = deskFrame(frame);
  const asked = new URL(frame.path, 'http://localhost').searchParams.get('q') ?? '';
  const rows = queue.filter(({ who }) => who.includes(asked));
  return (
    <Page frame={desk} title="Demandes en attente de ma part">
      <PageHead title="Demandes">
        <LinkButton small href="#">
          Colonnes
        </LinkButton>
        <LinkButton small icon="download" href="#">
          Exporter
        </LinkButton>
        <LinkButton small kind="main" icon="plus" href="#">
          Nouvelle saisie
        </LinkButton>
      </PageHead>
      <Views
        views={[
          { label: 'En attente de ma part', href: '#1', current: true, count: 14 },
          { label: 'Ouvertes', href: '#2', current: false, count: 86 },
          { label: 'Terminées', href: '#3', current: false },
        ]}
      />
      <Filters>
        <FilterText name="q" label={t.search} placeholder="Nom, numéro, code de suivi, texte" />
        <FilterSelect name="form" label="Formulaire" options={[{ value: '', label: 'Tous' }]} />
        <FilterSelect name="status" label="Statut" options={[{ value: '', label: 'Tous' }]} />
      </Filters>
      <Results>
        <Chips count={`${rows.length} demandes.`} filters={[{ label: '30 derniers jours', href: '#' }]} clearHref="#" />
        <Form class="">
          <Table
            label="Demandes en attente de ma part"
            rows={rows}
            rowKey={(row) => row.number}
            ticks={{
              name: 'n',
              value: (row) => row.number,
              label: (row) => `Cocher la demande ${row.number}, ${row.who}`,
              checked: (row) => row.ticked,
            }}
            columns={[
              {
                label: 'Numéro',
                names: true,
                sort: { href: '#', order: null },
                cell: (row) => (
                  <a class="nowrap" href={`#${row.number}`}>
                    {row.number}
                  </a>
                ),
              },
              { label: 'Usager', sort: { href: '#', order: null }, cell: (row) => <b>{row.who}</b> },
              { label: 'Formulaire', cell: (row) => row.form },
              {
                label: 'Statut',
                cell: (row) =>
                  row.level === null ? <Badge>{row.state}</Badge> : <Badge level={row.level}>{row.state}</Badge>,
              },
              { label: 'À savoir', cell: (row) => <span class="quiet">{row.know}</span> },
              {
                label: 'Modifiée',
                phone: 'off',
                sort: { href: '#', order: 'descending' },
                cell: (row) => (
                  <span class="quiet nowrap">{shortMoment(Temporal.PlainDateTime.from(row.at), telling(frame))}</span>
                ),
              },
            ]}
          />
          <Bulk
            text="2 demandes cochées"
            one="{n} demande cochée"
            many="{n} demandes cochées"
            all={{ href: '#', label: 'Cocher les 14' }}
          >
            <Button name="action" value="accept">
              Passer en liste principale
            </Button>
            <Button kind="bad" name="action" value="refuse">
              Refuser
            </Button>
          </Bulk>
        </Form>
        <Pager from={26} to={50} total={1284} earlierHref="#" laterHref="#" />
      </Results>
      <Keys />
    </Page>
  );
}

function deskFrame(frame: Frame): Frame {
  return {
    ...frame,
    area: 'desk',
    user: { name: 'Claire Fontanel', backoffice: true },
    navigation: [
      { href: '/backoffice/', label: 'Demandes', current: true, count: 14 },
      { href: '/manage/', label: 'Agendas', current: false },
      { href: '/studio/', label: 'Réglages', current: false },
    ],
  };
}

const crumbs = [{ href: '#', label: 'Agendas' }, { href: '#', label: 'Stages de Noël' }, { label: 'Multisport' }];

function Event({ frame }: { frame: Frame }) {
  const people = ['Abadie Inès', 'Barthe Noah', 'Roux Léa'];
  return (
    <Page
      frame={{
        ...deskFrame(frame),
        flash: { level: 'ok', text: 'Léa Roux passe en liste principale. Sa demande 17-42 est prévenue.' },
      }}
      title="Multisport, lundi 21 décembre"
      crumbs={crumbs}
    >
      <PageHead
        title={`Multisport, ${day(date('2026-12-21'), telling(frame))}`}
        note="Stages de Noël, Gymnase des Tilleuls"
      >
        <LinkButton small href="#">
          Modifier l’évènement
        </LinkButton>
      </PageHead>
      <div class="two">
        <aside class="beside" aria-label="L’évènement">
          <Box>
            <StubDate leaf={leaf(date('2026-12-21'), telling(frame))} />
            <Gauge total={12} booked={12} waiting={3} waitingTotal={4} />
            <dl class="stats">
              <div>
                <dt>Inscrits</dt>
                <dd>12 sur 12</dd>
              </div>
              <div>
                <dt>En attente</dt>
                <dd>3 sur 4</dd>
              </div>
              <div>
                <dt>Libre</dt>
                <dd>0</dd>
              </div>
            </dl>
            <p>
              <LinkButton kind="main" class="btn-wide" href="#">
                Pointer les présences
              </LinkButton>
            </p>
          </Box>
          <Box title="Appels aux demandes">
            <p>
              <Badge level="ok">2 transmis</Badge> <Badge level="wait">1 en cours</Badge>
            </p>
          </Box>
        </aside>
        <div>
          <ListHead id="waiting" title="Liste d’attente" note="3 personnes pour 4 places" />
          <Alert level="wait">
            La liste principale est pleine. Accepter quelqu’un fera 13 inscrits pour 12 places.
          </Alert>
          <Table
            label={{ by: 'waiting' }}
            rows={people}
            rowKey={(name) => name.replaceAll(' ', '-')}
            marked={(name) => name === 'Roux Léa'}
            columns={[
              { label: 'Enfant', names: true, cell: (name) => name },
              { label: 'Demande', cell: () => <a href="#">17-12</a> },
              {
                label: texts[frame.language].actions,
                hiddenLabel: true,
                actions: true,
                phone: 'below',
                cell: (name) => (
                  <>
                    <Form class="">
                      <Button small hidden={`\u00a0: ${name}`}>
                        Passer en liste principale
                      </Button>
                    </Form>
                    <LinkButton small kind="text" href="/cancel" dialog hidden={`la réservation de ${name}`}>
                      Annuler
                    </LinkButton>
                  </>
                ),
              },
            ]}
          />
        </div>
      </div>
    </Page>
  );
}

function Day({ frame }: { frame: Frame }) {
  const at = (text: string) => time(text).hour * 60 + time(text).minute;
  const appointment = (from: string, to: string, who: string, state: 'coming' | 'now' | 'past' | 'away') => ({
    start: at(from),
    end: at(to),
    item: { kind: 'appointment', href: `#${who.length}`, who, what: 'Passeport', state } satisfies DayItem,
  });
  const closed = (from: string, to: string, reason: string) => ({
    start: at(from),
    end: at(to),
    item: { kind: 'closed', reason } satisfies DayItem,
  });
  const rows = dayRows<DayItem>(
    [
      [
        appointment('09:00', '09:30', 'Lucie Bonnet', 'past'),
        appointment('10:00', '10:15', 'Jean Ruiz', 'past'),
        appointment('10:30', '11:00', 'Yasmine Kaddour', 'now'),
        closed('12:00', '12:45', 'Fermé jusqu’à 13 h 30'),
      ],
      [
        closed('09:00', '10:00', 'Formation'),
        appointment('10:00', '10:30', 'Hélène Gary', 'away'),
        appointment('11:00', '11:30', 'Nora Belkacem', 'coming'),
        closed('12:00', '12:45', 'Fermé jusqu’à 13 h 30'),
      ],
    ],
    at('09:00'),
    at('12:45'),
  );
  const hourOf = (minute: number) => hour(time('00:00').add({ minutes: minute }), frame.language);
  return (
    <Page frame={deskFrame(frame)} title="Mardi 24 novembre" crumbs={crumbs}>
      <PageHead title={capital(day(date('2026-11-24'), telling(frame)))} note="Aujourd’hui, 7 rendez-vous">
        <LinkButton small icon="left" href="#">
          Lundi
        </LinkButton>
        <LinkButton small kind="main" icon="plus" href="#">
          Nouveau rendez-vous
        </LinkButton>
      </PageHead>
      <div class="two halves">
        <section aria-labelledby="list">
          <ListHead id="list" title="La journée en liste" />
          <Table
            label={{ by: 'list' }}
            rows={['Lucie Bonnet', 'Yasmine Kaddour', 'Nora Belkacem']}
            rowKey={(who) => who.replaceAll(' ', '-')}
            marked={(who) => who === 'Yasmine Kaddour'}
            columns={[
              {
                label: 'Heure',
                sort: { href: '#', order: 'ascending' },
                cell: () => <b class="nowrap">{hourOf(600)}</b>,
              },
              {
                label: 'Personne',
                names: true,
                cell: (who) => (
                  <>
                    <a href="#">{who}</a>
                    <small>Passeport</small>
                  </>
                ),
              },
              { label: 'État', phone: 'side', cell: () => <Badge level="ok">Reçu</Badge> },
            ]}
          />
        </section>
        <section aria-labelledby="desks">
          <ListHead id="desks" title="Par guichet" />
          <DayView
            caption="Rendez-vous du mardi 24 novembre, un guichet par colonne"
            label="Calendrier par guichet"
            desks={[
              { name: 'Guichet 1', who: 'Nadia Benali' },
              { name: 'Guichet 2', who: 'Karim Besson' },
            ]}
            rows={rows}
            hourOf={hourOf}
            bookHref={(desk, minute) => `#${desk}-${minute}`}
            nowMinute={at('10:34')}
          />
        </section>
      </div>
    </Page>
  );
}

function Presence({ frame }: { frame: Frame }) {
  const reasons = [
    { value: 'j', label: 'Absence justifiée' },
    { value: 'i', label: 'Absence injustifiée' },
  ];
  const person = (index: number, name: string, presence: 'present' | 'absent' | null) => ({
    name,
    detail: 'Sophie Abadie',
    presenceName: `p${index}`,
    reasonName: `m${index}`,
    presence,
    reasons,
  });
  return (
    <Page frame={deskFrame(frame)} title="Pointage" crumbs={crumbs}>
      <PageHead title="Pointage" note="Multisport, aujourd’hui, lundi 21 décembre, de 10 h à 12 h" />
      <Form class="presence">
        <People
          people={[
            person(0, 'Abadie Inès', 'present'),
            person(1, 'Cissé Adam', 'absent'),
            { ...person(2, 'Faure Gabriel', null), heed: 'allergique\u00a0: arachide' },
          ]}
        />
        <Bulk text="2 pointés sur 3">
          <Button>Enregistrer</Button>
          <Button kind="main" name="check">
            Marquer l’évènement comme étant pointé
          </Button>
        </Bulk>
      </Form>
    </Page>
  );
}

function Cancel({ frame }: { frame: Frame }) {
  return (
    <Page frame={deskFrame(frame)} title="Annuler une réservation" crumbs={crumbs}>
      <Confirm
        title="Annuler la réservation de Malik Haddad&nbsp;?"
        facts={[
          { label: 'Évènement', value: 'Multisport, lundi 21 décembre, de 10 h à 12 h' },
          { label: 'Liste', value: 'Liste principale, 1 place' },
        ]}
        consequence={
          <Alert level="bad" title="Cette réservation n’a pas d’adresse d’annulation connue">
            La place peut être libérée, mais aucune demande ne sera prévenue.
          </Alert>
        }
        confirm={{ label: 'Annuler tout de même', name: 'force', value: 'yes' }}
        keep={{ label: 'Ne pas annuler', href: '#' }}
      >
        <Fold summary="Pourquoi&nbsp;? Pour la personne qui règle les workflows">
          <p>
            L’appel qui a posé la réservation n’a pas donné <code>cancel_callback_url</code>.
          </p>
        </Fold>
      </Confirm>
    </Page>
  );
}

function Nothing({ frame }: { frame: Frame }) {
  return (
    <Page frame={deskFrame(frame)} title="Demandes">
      <PageHead title="Demandes" />
      <Empty title="Aucune demande n’attend">La dernière a été traitée à 11&nbsp;h&nbsp;40.</Empty>
      <Box title="Envoi aux familles">
        <Progress
          label="Envoi de 120 messages"
          done={48}
          total={120}
          href="/nothing"
          note="Vous pouvez quitter cette page."
        />
      </Box>
    </Page>
  );
}

export const samples: Readonly<Record<string, Sample>> = {
  home: (frame) => <Home frame={frame} />,
  slots: (frame) => <SlotForm frame={frame} wrong={false} />,
  errors: (frame) => <SlotForm frame={frame} wrong />,
  times: (frame) => <Times frame={frame} />,
  fields: (frame) => <Fields frame={frame} />,
  verify: (frame) => <Verify frame={frame} />,
  request: (frame) => <Request frame={frame} />,
  'sign-in': (frame) => (
    <SignIn
      frame={frame}
      next="/"
      codeAction="/code/"
      errors={[{ text: 'Vérifiez le courriel et le mot de passe', field: 'email' }]}
    />
  ),
  missing: (frame) => <ErrorPage frame={frame} status={404} reference="7f3a" />,
  accessibility: (frame) => <AccessibilityPage frame={frame} />,
  legal: (frame) => <LegalNoticePage frame={frame} />,
  privacy: (frame) => <PrivacyPage frame={frame} />,
  queue: (frame) => <Queue frame={frame} />,
  event: (frame) => <Event frame={frame} />,
  day: (frame) => <Day frame={frame} />,
  presence: (frame) => <Presence frame={frame} />,
  cancel: (frame) => <Cancel frame={frame} />,
  nothing: (frame) => <Nothing frame={frame} />,
};

export function sampleFrame(language: Language, appearance: Frame['appearance']): Frame {
  return {
    language,
    appearance,
    town: {
      name: 'Saint-Aubin-sur-Vère',
      colour: '#0e5b6b',
      address: '2, place du Marché, 81390 Saint-Aubin-sur-Vère',
      phone: '05 36 49 12 40',
      email: 'mairie@example.org',
      hours: 'Ouverte aujourd’hui, mardi, de 8 h 30 à 12 h',
      logoUrl: '/logo.svg',
      accessibilityState: 'partiellement',
    },
    user: null,
    csrfToken: 'token',
    path: '/',
    homeUrl: '/',
    area: 'citizen',
    navigation: [{ href: '/suivre/', label: 'Suivre une demande', current: false }],
    flash: null,
    now: Temporal.ZonedDateTime.from('2026-11-24T10:34[Europe/Paris]'),
  };
}
