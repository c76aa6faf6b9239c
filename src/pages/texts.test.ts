import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageOf, texts, townHall } from './texts.ts';

const languages: readonly [string | undefined, string | undefined, string][] = [
  ['en', 'fr', 'en'],
  [undefined, undefined, 'fr'],
  [undefined, 'en-GB,en;q=0.9', 'en'],
  [undefined, 'de,en;q=0.8,fr;q=0.7', 'en'],
  [undefined, 'de', 'fr'],
  [undefined, 'en;q=0.3, fr;q=0.9', 'fr'],
  [undefined, 'en;q=0', 'fr'],
  ['de', 'en', 'en'],
  [undefined, ';;;q=,', 'fr'],
];
for (const [setting, accepted, expected] of languages) {
  test(`the language of ${setting ?? 'no setting'}, accepting ${accepted ?? 'nothing'}`, () =>
    assert.equal(languageOf(setting, accepted), expected));
}

const halls = [
  ['Saint-Aubin-sur-Vère', 'Mairie de Saint-Aubin-sur-Vère'],
  ['Le Mans', 'Mairie du Mans'],
  ['Les Essarts', 'Mairie des Essarts'],
  ['Albi', 'Mairie d’Albi'],
  ['Évreux', 'Mairie d’Évreux'],
  ['La Rochelle', 'Mairie de La Rochelle'],
  ['Ville de Lyon', 'Ville de Lyon'],
] as const;
for (const [name, expected] of halls) {
  test(`the town hall of ${name}`, () => {
    const hall = townHall(name, 'fr');
    assert.equal(hall.before + hall.name, expected);
  });
}

test('numbers are told in words people use', () => {
  const { fr, en } = texts;
  assert.equal(fr.places(0), 'Aucune place');
  assert.equal(fr.places(1), '1\u00a0place');
  assert.equal(fr.places(8), '8\u00a0places');
  assert.equal(fr.rank(1), '1er');
  assert.equal(fr.wouldBe(4), 'vous seriez 4e');
  assert.equal([1, 2, 3, 4, 11, 12, 21, 112].map(en.rank).join(), '1st,2nd,3rd,4th,11th,12th,21st,112th');
  assert.equal(fr.toReview(2), 'Deux réponses sont à revoir');
  assert.equal(fr.range(26, 50, 1284), '26 à 50 sur 1\u00a0284');
  assert.equal(en.range(26, 50, 1284), '26 to 50 of 1,284');
});

test('no French text has a plain space where a no-break one is asked', () => {
  const said = Object.values(texts.fr).flatMap((text) => (typeof text === 'string' ? [text] : []));
  assert.deepEqual(
    said.filter((text) => / [:;?!»]|« /.test(text)),
    [],
  );
});
