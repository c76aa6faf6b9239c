import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testTown } from '../../../test/database.ts';
import { OutboundFailure } from '../../platform/outbound.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { Database, FormsTown } from '../database.ts';
import { findDefinition, listDefinitions } from '../definitions/store.ts';
import { importDefinition } from '../exchange/import.ts';
import { importForms } from '../site-file.ts';
import { refreshAgendaSources } from './agenda-sources.ts';
import { slugOfGenerated } from './generated.ts';

const open = await testTown();
const { db } = open.of<Database>();
const town: FormsTown = { ...open.town, db };
const base = town.settings.agendasUrl.href;

/** The agendas' answers by path; what isn't there gives no answer. */
let answers: Record<string, unknown> = {};
const calls = {
  sign: async (url: string) => url,
  async call({ url }: { url: string }) {
    const body = answers[url.slice(base.length)];
    if (body === undefined) throw new OutboundFailure('network', `nobody answers at ${url}`);
    return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(body)) };
  },
};
const refresh = () => refreshAgendaSources({ town, calls });
const slugs = async () => (await listDefinitions(db, 'data source')).map(({ slug }) => slug).toSorted();

const stages = {
  id: 'stages-ete',
  text: 'Stages',
  kind: 'events',
  api: { datetimes_url: `${base}api/agenda/stages-ete/datetimes/` },
};
const passeports = {
  id: 'passeports',
  text: 'Passeports',
  kind: 'meetings',
  api: { meetings_url: `${base}api/agenda/passeports/meetings/` },
};
const salles = {
  id: 'salles',
  text: 'Salles',
  kind: 'meetings',
  free_range: true,
  api: {
    datetimes_url: `${base}api/agenda/salles/free-range/datetimes/`,
    resources_url: `${base}api/agenda/salles/resources/`,
  },
};
const type = {
  id: 'p30',
  text: 'Passeport',
  duration: 30,
  api: { datetimes_url: `${base}api/agenda/passeports/meetings/p30/datetimes/` },
};

test('each agenda gets its sources, named after it, with the lock of the visitor; they follow its name', async () => {
  await inTransaction(db, (trx) => importForms(trx, { variables: { agendas_url: base } }));
  answers = {
    'api/agenda/': { data: [stages, passeports, salles, { kind: 'inconnu' }] },
    'api/agenda/passeports/meetings/': { data: [type, {}] },
    'api/agenda/salles/resources/': { data: [{ id: 'big-room', text: 'Grande salle' }] },
  };
  assert.deepEqual(await refresh(), { kind: 'refreshed', created: 7, updated: 0, removed: 0, notFound: 0 });
  assert.deepEqual(await slugs(), [
    'chrono_ds_agenda_events_stages_ete',
    'chrono_ds_agenda_meetings_passeports_meetingtypes',
    'chrono_ds_agenda_meetings_passeports_mt_p30',
    'chrono_ds_agenda_meetings_passeports_mtdynamic',
    'chrono_ds_agenda_meetings_salles_resource_big_room',
    'chrono_ds_agenda_meetings_salles_resourcedynamic',
    'chrono_ds_agenda_meetings_salles_resources',
  ]);
  const events = (await findDefinition(db, 'data source', 'chrono_ds_agenda_events_stages_ete'))!.definition;
  assert.deepEqual(
    [events.name, events.source.value, events.external, events.notifyOnErrors, events.recordOnErrors],
    ['Stages', '{{ agendas_url }}api/agenda/stages-ete/datetimes/', 'agenda', true, false],
  );
  assert.deepEqual(events.qsData, [
    { name: 'lock_code', value: '{% firstof form_submission_context_lock_code session_hash_id %}' },
  ]);
  const slots = (await findDefinition(db, 'data source', 'chrono_ds_agenda_meetings_passeports_mt_p30'))!.definition;
  assert.equal(slots.name, 'Passeports - Créneaux du type « Passeport » (30 minutes)');
  answers = { ...answers, 'api/agenda/': { data: [{ ...stages, text: "Stages d'été" }, passeports, salles] } };
  assert.deepEqual(await refresh(), { kind: 'refreshed', created: 0, updated: 1, removed: 0, notFound: 0 });
  assert.deepEqual(await refresh(), { kind: 'refreshed', created: 0, updated: 0, removed: 0, notFound: 0 });
});

test('a slug that somebody took is left to them', () => {
  assert.equal(slugOfGenerated('agenda-é', new Set()), 'chrono_ds_agenda_e');
  assert.equal(slugOfGenerated('agenda-é', new Set(['chrono_ds_agenda_e'])), 'chrono_ds_agenda_e_2');
});

test('agendas that do not answer, or not all of them, change nothing', async () => {
  const before = await slugs();
  answers = { 'api/agenda/': { data: [stages, passeports] } };
  assert.equal((await refresh()).kind, 'failed');
  answers = { 'api/agenda/': { err: 1 } };
  assert.equal((await refresh()).kind, 'failed');
  assert.deepEqual(await slugs(), before);
});

test('a source whose agenda is gone goes, unless a form names it', async () => {
  const form = `<formdef><name>Stages</name><url_name>stages</url_name><fields><field><type>item</type><id>1</id><label>Stage</label>
    <data_source><type>chrono_ds_agenda_events_stages_ete</type></data_source></field></fields></formdef>`;
  assert.equal((await inTransaction(db, (trx) => importDefinition(trx, form, 'stages.wcs'))).kind, 'created');
  answers = { 'api/agenda/': { data: [] } };
  assert.deepEqual(await refresh(), { kind: 'refreshed', created: 0, updated: 0, removed: 6, notFound: 1 });
  const left = (await findDefinition(db, 'data source', 'chrono_ds_agenda_events_stages_ete'))!.definition;
  assert.deepEqual(left.kept, [{ name: 'external_status', attributes: {}, children: ['not-found'] }]);
  answers = { 'api/agenda/': { data: [stages] } };
  await refresh();
  assert.deepEqual(
    (await findDefinition(db, 'data source', 'chrono_ds_agenda_events_stages_ete'))!.definition.kept,
    [],
  );
});
