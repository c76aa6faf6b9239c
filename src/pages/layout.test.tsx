import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ErrorSummary } from './error-summary.tsx';
import { TextField } from './fields.tsx';
import { Form } from './form.tsx';
import { sampleFrame, samples } from './gallery.tsx';
import { Page, renderPage } from './layout.tsx';

const frame = sampleFrame('fr', 'auto');

for (const [name, sample] of Object.entries(samples)) {
  for (const language of ['fr', 'en'] as const) {
    test(`the page « ${name} » in ${language} keeps the house's rules`, () => {
      const html = renderPage(sample(sampleFrame(language, 'dark')));
      assert.ok(html.startsWith(`<!doctype html>\n<html lang="${language}" data-theme="dark">`));
      assert.doesNotMatch(html, / style=| on[a-z]+="|<style/, 'nothing inline');
      assert.doesNotMatch(html, /<script(?![^>]* src=)/, 'no inline script');
      assert.equal(html.match(/<h1/g)?.length, 1, 'one h1');
      assert.equal(html.match(/<main/g)?.length, 1, 'one main');
      const posts = html.match(/<form method="post".*?<\/form>/gs) ?? [];
      for (const form of posts)
        assert.match(form, /name="_csrf" value="token"/, 'a token in every form that is posted');
      assert.doesNotMatch(html, /undefined|\[object|NaN/);
    });
  }
}

test('what people wrote is text, never markup', () => {
  const evil = '"><script>alert(1)</script>';
  const html = renderPage(
    <Page frame={{ ...frame, path: evil, flash: { level: 'ok', text: evil } }} title={evil}>
      <h1>{evil}</h1>
      <Form action={evil}>
        <TextField name="a" label={evil} value={evil} hint={evil} error={evil} />
      </Form>
    </Page>,
  );
  assert.doesNotMatch(html, /<script>/);
});

test('the title says first that answers have to be mended', () => {
  const page = (error: boolean) =>
    renderPage(
      <Page frame={frame} title="Le stage" error={error}>
        <h1>Le stage</h1>
      </Page>,
    );
  assert.match(page(true), /<title>Erreur\u00a0: Le stage – Mairie de Saint-Aubin-sur-Vère<\/title>/);
  assert.match(page(false), /<title>Le stage – /);
});

test('a field is tied to its hint and its error, in this order, and an optional one says so', () => {
  const field = (more: { error?: string; optional?: boolean }) =>
    renderPage(
      <Page frame={frame} title="x">
        <TextField name="f1" label="Nom" hint="Celui de naissance" {...more} />
      </Page>,
    );
  assert.match(field({ error: 'Indiquez le nom.' }), /aria-describedby="f1-h f1-e" aria-invalid="true" required/);
  assert.match(field({}), /aria-describedby="f1-h" required/);
  assert.match(field({ optional: true }), /Nom<span class="opt"> \(facultatif\)<\/span>/);
  assert.doesNotMatch(field({ optional: true }), /<input[^>]* required/);
});

test('messages of the whole page come before those of fields, and no error is no summary', () => {
  const html = renderPage(
    <Page frame={frame} title="x">
      <ErrorSummary errors={[{ text: 'Nom manquant', field: 'f1' }, { text: 'Le stage est complet' }]} />
      <ErrorSummary errors={[]} />
    </Page>,
  );
  assert.ok(html.indexOf('Le stage est complet') < html.indexOf('href="#f1"'));
  assert.equal(html.match(/role="alert"/g)?.length, 1);
  assert.match(html, /Deux réponses sont à revoir/);
});

test('who is signed in can sign out by a button, an agent reaches the staff area', () => {
  const html = renderPage(
    <Page frame={{ ...frame, user: { name: 'Ana Dupré', backoffice: true } }} title="x">
      <h1>x</h1>
    </Page>,
  );
  assert.match(html, /<form method="post" action="\/logout\/">/);
  assert.match(html, /href="\/backoffice\/"/);
  assert.doesNotMatch(html, /\/login\//);
});
