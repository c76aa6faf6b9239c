import assert from 'node:assert/strict';
import test from 'node:test';
import { furnish } from '../testing.ts';
import { backofficeApp } from './testing.ts';

const app = await backofficeApp();
const rights = { view_role: 'accueil', edit_role: 'jeunesse' };
await furnish(app.open, {
  unavailability_calendars: [
    {
      slug: 'ponts',
      label: 'Ponts de la mairie',
      exceptions: [{ label: 'Pont', start_datetime: '2027-05-07 00:00', end_datetime: '2027-05-08 00:00' }],
    },
  ],
  agendas: [
    {
      slug: 'cantine',
      label: 'Cantine',
      kind: 'events',
      ...rights,
      reminder_days: 2,
      reminder_text: 'Apportez une <serviette>.',
      public_holidays: true,
      unavailability_calendars: ['ponts'],
      exceptions: [
        { label: 'Travaux', start_datetime: '2027-01-11 00:00', end_datetime: '2027-01-13 00:00' },
        { label: 'Passée', start_datetime: '2026-01-11 00:00', end_datetime: '2026-01-13 00:00' },
      ],
      exception_sources: [{ url: 'https://calendriers.example.org/secret-x.ics' }],
      notifications: { full: { emails: ['chef@example.org'], role: 'jeunesse' } },
    },
  ],
});
const viewer = await app.signIn('viewer');
/** The page's facts, by heading: label and value as they are read. */
const facts = async (slug: string): Promise<Record<string, Record<string, string>>> => {
  const { status, text } = await viewer.get(`/agendas/manage/agendas/${slug}/settings/`);
  assert.equal(status, 200);
  const plain = (html: string) =>
    html
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/[\s\u00a0]+/g, ' ')
      .trim();
  return Object.fromEntries(
    [...text.matchAll(/<section class="recap">.*?<h2>(.*?)<\/h2>(.*?)<\/section>/gs)].map(
      ([, title = '', body = '']) => [
        plain(title),
        Object.fromEntries(
          [...body.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/gs)].map(([, dt = '', dd = '']) => [plain(dt), plain(dd)]),
        ),
      ],
    ),
  );
};

test('reminders, closings and notices of an agenda of events', async () => {
  const told = await facts('cantine');
  assert.deepEqual(told['Rappels'], { Envoi: '2 jours avant', 'Texte ajouté': 'Apportez une &lt;serviette>.' });
  assert.deepEqual(told['Fermetures'], {
    'Jours fériés': 'Fermé',
    'Jours à venir':
      'Travaux : du lundi 11 janvier 2027 à 0 h au mercredi 13 janvier 2027 à 0 h Pont : du vendredi 7 mai 2027 à 0 h au samedi 8 mai 2027 à 0 h',
    'Calendriers d’indisponibilités': 'Ponts de la mairie',
    'Calendriers distants suivis': '1',
  });
  assert.deepEqual(told['Avis aux agents'], {
    'Presque complet': 'Personne',
    Complet: 'jeunesse, chef@example.org',
    Annulé: 'Personne',
  });
  const { text } = await viewer.get('/agendas/manage/agendas/cantine/settings/');
  assert.doesNotMatch(text, /secret-x/, 'the address of a remote calendar may hold a secret');
});

test('where nothing is set, that is said; an agenda of appointments has its desks instead', async () => {
  const told = await facts('stages-noel');
  assert.deepEqual(told['Rappels'], { Envoi: 'Aucun rappel' });
  assert.equal(told['Fermetures']?.['Jours à venir'], 'Aucun');
  const desks = await facts('passeports');
  assert.deepEqual(
    Object.keys(desks).filter((title) => /Rappels|Fermetures|Avis/.test(title)),
    ['Rappels'],
  );
  assert.equal((await facts('mairies'))['Rappels'], undefined, 'those of its members');
});

test('in English', async () => {
  await viewer.get('/langue/en/');
  assert.deepEqual((await facts('cantine'))['Reminders'], {
    Sent: '2 days before',
    'Added text': 'Apportez une &lt;serviette>.',
  });
});
