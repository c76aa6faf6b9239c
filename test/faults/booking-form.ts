import type {
  FormDefinition,
  WebServiceDefinition,
  WebserviceCallAction,
  WorkflowDefinition,
} from '../../src/forms/definitions/types.ts';
import type { Forms } from '../../src/forms/forms.ts';
import { form, jumpTo, save, status, workflow } from '../conformance/forms-site.ts';

/** A call to an agenda, with the usual settings of an action « Webservice ». */
export const call = (varname: string, url: string, more: Partial<WebserviceCallAction> = {}): WebserviceCallAction => ({
  id: `call-${varname}`,
  type: 'webservice_call',
  condition: null,
  kept: [],
  label: varname,
  method: 'POST',
  url,
  qsData: [],
  post: false,
  postData: [{ name: 'nom', value: '{{ form_var_nom }}' }],
  responseType: 'json',
  varname,
  requestSignatureKey: null,
  storeAllResponses: false,
  onApplicationError: 'complet',
  on4xx: ':stop',
  on5xx: ':stop',
  onNetworkError: 'panne',
  onBadData: ':pass',
  notifyOnErrors: false,
  recordOnErrors: true,
  recordErrors: false,
  setMarker: false,
  ...more,
});

const brake = (slug: string): WebServiceDefinition => ({
  kind: 'web service',
  slug,
  name: slug,
  method: 'GET',
  url: `{{ agendas_url }}${slug}`,
  qsData: [],
  postData: [],
  postFormdata: false,
  requestSignatureKey: null,
  timeoutSeconds: null,
  cacheSeconds: 0,
  notifyOnErrors: false,
  recordOnErrors: false,
  kept: [],
});

/** Books, then jumps; before each of the two stands a condition that asks the agenda, where a test can stop the pass. */
export const booking: WorkflowDefinition = workflow([
  status('depart', 'Départ', [
    call('reservation', '{{ agendas_url }}fillslot', { condition: 'webservice.frein_appel.err == 0' }),
    jumpTo('inscrit', { condition: 'webservice.frein_saut.err == 0' }),
  ]),
  status('inscrit', 'Inscrit', [call('confirmation', '{{ agendas_url }}confirm'), jumpTo('fini')]),
  status('complet', 'Complet'),
  status('panne', 'Panne'),
  status('fini', 'Fini'),
]);

export const bookingForm: FormDefinition = form(
  'stage',
  'Stage',
  [{ id: '1', type: 'string', label: 'Nom', varname: 'nom', kept: [] }],
  {
    _receiver: { slug: 'agents', name: 'Agents' },
  },
  { digestTemplate: '{{ form_var_nom }}' },
);

export async function saveBookingForm(forms: Forms): Promise<void> {
  for (const definition of [booking, bookingForm, brake('frein_appel'), brake('frein_saut')])
    await save(forms, definition);
}
