import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Action, WorkflowDefinition } from '../definitions/types.ts';
import { sampleStatus, sampleWorkflow } from '../filling/samples.ts';
import type { Evolution } from '../requests/request.ts';
import type { Part } from '../requests/types.ts';
import type { Message } from '../workflow/interactive.ts';
import { isCancelled, type BookingView } from './bookings.ts';
import { destroys, isStatusVisible, levelOf, toldHistory, visibleStatus } from './standing.ts';

const call = (varname: string, url: string): Action => ({
  type: 'webservice_call',
  id: varname,
  condition: null,
  kept: [],
  label: varname,
  method: 'POST',
  url,
  qsData: [],
  post: false,
  postData:
    varname === 'reservation' ? [{ name: 'cancel_callback_url', value: '{{form_api_url}}hooks/annulation/' }] : [],
  responseType: 'json',
  varname,
  requestSignatureKey: null,
  storeAllResponses: false,
  onApplicationError: ':pass',
  on4xx: ':stop',
  on5xx: ':stop',
  onNetworkError: ':stop',
  onBadData: ':pass',
  notifyOnErrors: false,
  recordOnErrors: false,
  recordErrors: false,
  setMarker: false,
});

const workflow: WorkflowDefinition = sampleWorkflow('stage', [
  sampleStatus('reservation', 'Réservation en cours', {
    items: [call('reservation', '{{ form_var_event_api_fillslot_url }}')],
  }),
  sampleStatus('inscrit', 'Inscrit'),
  sampleStatus('annulation', 'Annulation en cours', {
    visibility: ['_receiver'],
    items: [call('annulation', '{{ reservation_response_api_cancel_url }}')],
  }),
  sampleStatus('annule', 'Annulé'),
]);

const entry = (number: number, status: string | null, parts: readonly Part[] = []): Evolution => ({
  number,
  status,
  who: null,
  at: Temporal.Instant.from(`2026-12-0${number}T10:00Z`),
  lastJumpAt: null,
  comment: null,
  parts,
});
const hook: Part = { type: 'trigger', name: 'annulation', kind: 'global', content: null, at: '' };
const failure: Part = {
  type: 'webservice error',
  label: 'annulation',
  summary: 'HTTP 503',
  varname: 'annulation',
  data: null,
};
const booked = [entry(1, 'reservation'), entry(2, 'inscrit')];
const cancelled = { annulation_response: { err: 0 } };

const histories = [
  { name: 'booked', history: booked, workflowData: {}, off: false },
  {
    name: 'cancelled by the request',
    history: [...booked, entry(3, 'annulation'), entry(4, 'annule')],
    workflowData: cancelled,
    off: true,
  },
  {
    name: 'the agenda refused to cancel',
    history: [...booked, entry(3, 'annulation')],
    workflowData: { annulation_response: { err: 1 } },
    off: false,
  },
  {
    name: 'the agenda was down',
    history: [...booked, entry(3, 'annulation', [failure])],
    workflowData: cancelled,
    off: false,
  },
  {
    name: 'cancelled by the agenda',
    history: [...booked, entry(3, null, [hook]), entry(4, 'annule')],
    workflowData: {},
    off: true,
  },
  {
    name: 'booked again after',
    history: [...booked, entry(3, 'annulation'), entry(4, 'reservation'), entry(5, 'inscrit')],
    workflowData: cancelled,
    off: false,
  },
] as const;
for (const { name, history, workflowData, off } of histories) {
  test(`a booking is off: ${name}: ${off}`, () =>
    assert.equal(isCancelled({ workflow, history, workflowData }, 'reservation'), off));
}

const visibilities = [
  { visibility: null, submitter: true, agent: true },
  { visibility: [], submitter: true, agent: true },
  { visibility: ['_receiver'], submitter: false, agent: true },
  { visibility: ['_submitter'], submitter: true, agent: true },
  { visibility: ['__hidden__'], submitter: false, agent: false },
] as const;
for (const { visibility, submitter, agent } of visibilities) {
  test(`a status visible to ${JSON.stringify(visibility)}`, () => {
    assert.equal(isStatusVisible({ visibility }, 'submitter'), submitter);
    assert.equal(isStatusVisible({ visibility }, 'agent'), agent);
  });
}

test('an author sees the last status meant for him', () => {
  const history = [...booked, entry(3, 'annulation')];
  assert.equal(visibleStatus({ workflow, history, status: 'annulation' }, 'submitter')?.id, 'inscrit');
  assert.equal(visibleStatus({ workflow, history, status: 'annulation' }, 'agent')?.id, 'annulation');
  assert.equal(visibleStatus({ workflow, history: [], status: 'annulation' }, 'submitter'), undefined);
});

test('the history says the latest first, and to an author neither hidden statuses nor calls', () => {
  const note: Part = { type: 'message', html: '<p>Venez en tenue.</p>', level: null, to: [] };
  const own: Part = { type: 'message', html: '<p>Frère inscrit.</p>', level: null, to: ['_receiver'] };
  const history = [...booked, entry(3, 'annulation'), entry(4, null, [own]), entry(5, null, [note, hook])];
  assert.deepEqual(
    toldHistory({ workflow, history }, 'submitter').map(({ status, messages }) => [status, messages.length]),
    [
      [null, 1],
      ['Inscrit', 0],
      ['Réservation en cours', 0],
    ],
  );
  assert.equal(toldHistory({ workflow, history }, 'agent').length, 5);
});

const message = (level: Message['level'], position: Message['position'] = 'top'): Message => ({
  html: 'x',
  level,
  position,
});
const booking = (waiting: boolean, off = false) => ({ waiting, cancelled: off }) as BookingView;
const levels = [
  { name: 'what the message on top says', messages: [message('success')], bookings: [booking(true)], level: 'ok' },
  {
    name: 'a message elsewhere says nothing',
    messages: [message('error', 'bottom')],
    bookings: [booking(false)],
    level: 'ok',
  },
  { name: 'a waiting list', messages: [], bookings: [booking(true)], level: 'wait' },
  { name: 'a cancelled booking says nothing', messages: [], bookings: [booking(true, true)], level: 'note' },
  { name: 'nothing', messages: [], bookings: [], level: 'note' },
] as const;
for (const { name, messages, bookings, level } of levels) {
  test(`how good the news is: ${name}`, () => assert.equal(levelOf(messages, bookings), level));
}

test('buttons that take something away', () => {
  for (const label of ['Annuler mon inscription', 'Refuser', 'Cancel', ' supprimer'])
    assert.equal(destroys(label), true, label);
  for (const label of ['Accepter', 'Reprendre la réservation', 'Annulation', 'Ne pas annuler'])
    assert.equal(destroys(label), false, label);
});
