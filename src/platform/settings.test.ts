import assert from 'node:assert/strict';
import test from 'node:test';
import { readSettings } from './settings.ts';

test('without anything, the defaults of the documentation', () => {
  const settings = readSettings({});
  assert.ok(!('kind' in settings));
  assert.equal(settings.formsUrl.href, 'http://localhost:8000/');
  assert.equal(settings.agendasUrl.href, 'http://localhost:8000/agendas/');
  assert.equal(settings.lockDuration.toString(), 'PT10M');
});

test('the public addresses follow the port', () => {
  const settings = readSettings({ PORT: '8123' });
  assert.equal('kind' in settings ? settings.message : settings.agendasUrl.href, 'http://localhost:8123/agendas/');
});

const refused = [
  ['PORT', 'http'],
  ['PORT', '70000'],
  ['DATABASE_URL', 'mysql://x'],
  ['FORMS_URL', 'demarches.example.org'],
  ['AGENDAS_URL', 'https://a.example/?x=1'],
  ['TIME_ZONE', 'Europe/Nowhere'],
  ['LANGUAGE', 'de'],
  ['HOLIDAYS', 'France'],
  ['HOLIDAYS', 'FR-GES'],
  ['HOLIDAYS', 'FR-976'],
  ['SIGNATURE_NONCE', 'maybe'],
  ['LOCK_DURATION', '10 minutes'],
  ['LOCK_DURATION', '-PT1M'],
  ['SMTP_URL', 'mail.example.org'],
  ['MAIL_FROM', 'nobody'],
  ['MAILS_PER_DAY', '0'],
  ['ALLOW_PRIVATE_TARGETS', 'http://localhost'],
  ['LOG_LEVEL', 'loud'],
  ['TOWN_COLOUR', 'blue'],
  ['OIDC_ISSUER', 'https://id.example.org'],
] as const;
for (const [name, value] of refused) {
  test(`one line names ${name}=${value}`, () => {
    const settings = readSettings({ [name]: value });
    assert.ok('kind' in settings);
    assert.match(settings.message, new RegExp(`^${name}: .*`));
    assert.ok(!settings.message.includes('\n'));
  });
}
