import type { DataSourceDefinition, HttpMethod, SourceReference, WebServiceDefinition } from '../definitions/types.ts';
import {
  flag,
  integer,
  oneOf,
  optionalText,
  readShape,
  requiredText,
  text,
  writeShape,
  type Key,
  type Shape,
} from './keys.ts';
import { elementOf, type Reading } from './reading.ts';
import { rows, source } from './small-keys.ts';
import { slug } from './slugs.ts';
import { childNamed, type XmlElement } from './xml.ts';

const ownSource: Key<SourceReference> = {
  ...source('data_source', false),
  read(found, piece) {
    const reference = source('data_source', false).read(found, piece);
    if (reference === null)
      piece.reading.refuse('a data source has no `data_source` with a type', found ?? piece.element);
    return reference ?? { type: 'json', value: '' };
  },
};

/** A field names its source by a generic type or by a slug: no slug may be such a type. */
const genericTypes = new Set(['json', 'jsonvalue', 'geojson', 'jsonp', 'none']);

const dataSourceShape: Shape<DataSourceDefinition> = {
  name: requiredText('name', 'a data source'),
  slug: slug('slug', '_', genericTypes),
  source: ownSource,
  qsData: rows('qs_data', 'item'),
  cacheSeconds: integer('cache_duration', 0),
  queryParameter: optionalText('query_parameter'),
  idParameter: optionalText('id_parameter'),
  dataAttribute: text('data_attribute', 'data'),
  idAttribute: text('id_attribute', 'id'),
  textAttribute: text('text_attribute', 'text'),
  notifyOnErrors: flag('notify_on_errors'),
  recordOnErrors: flag('record_on_errors'),
  external: oneOf('external', [null, 'agenda', 'agenda_manual'], null, 'origin of a data source'),
  externalType: optionalText('external_type'),
};

export function readDataSource(root: XmlElement, reading: Reading): DataSourceDefinition {
  return { kind: 'data source', ...readShape(dataSourceShape, root, reading) };
}

export function writeDataSource(definition: DataSourceDefinition) {
  return writeShape(dataSourceShape, definition, 'datasource');
}

type Request = Pick<
  WebServiceDefinition,
  | 'method'
  | 'url'
  | 'qsData'
  | 'postData'
  | 'postFormdata'
  | 'requestSignatureKey'
  | 'timeoutSeconds'
  | 'cacheSeconds'
  | 'kept'
>;
type Around = Omit<WebServiceDefinition, Exclude<keyof Request, 'kept'>>;

const methods: readonly HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

const requestShape: Shape<Request> = {
  method: oneOf('method', methods, 'GET', 'method of a web service'),
  url: text('url'),
  qsData: rows('qs_data', 'param'),
  postData: rows('post_data', 'param'),
  postFormdata: flag('post_formdata'),
  requestSignatureKey: optionalText('request_signature_key'),
  timeoutSeconds: integer('timeout', null),
  cacheSeconds: integer('cache_duration', 0),
};

const webServiceShape: Shape<Around> = {
  name: requiredText('name', 'a web service'),
  slug: slug('slug', '_'),
  notifyOnErrors: flag('notify_on_errors'),
  recordOnErrors: flag('record_on_errors'),
};

/** What the call sends and where stands in `<request>`; what is kept of it goes back there. */
export function readWebService(root: XmlElement, reading: Reading): WebServiceDefinition {
  const around = readShape(webServiceShape, root, reading, ['request']);
  const found = childNamed(root, 'request');
  if (!found) reading.refuse('a web service has no `request`', root);
  const { kept, ...request } = readShape(requestShape, found ?? { ...root, children: [] }, reading);
  return {
    kind: 'web service',
    ...around,
    ...request,
    kept: [...(kept.length > 0 ? [elementOf('request', kept)] : []), ...around.kept],
  };
}

export function writeWebService(definition: WebServiceDefinition) {
  const request = writeShape(requestShape, { ...definition, kept: [] }, 'request');
  return writeShape<Around>(webServiceShape, definition, 'wscall', {}, [request]);
}
