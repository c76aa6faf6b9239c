import Type from 'typebox';

export const text = Type.String();
const flag = Type.Boolean();
const whole = Type.Integer();
const address = Type.String({ format: 'uri' });
/** Local, to the second, without an offset. */
const moment = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}$' });
const withOffset = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}[+-]\\d{2}:\\d{2}$' });
const free = Type.Record(Type.String(), Type.Unknown());
const optional = Type.Optional;
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const fine = Type.Literal(0);
/** `err: 0`, and what is answered. */
export const listOf = (schema: Type.TSchema) => Type.Object({ err: fine, data: Type.Array(schema) });

export const refusal = Type.Object(
  { err: Type.Integer({ minimum: 1 }), err_class: text, err_code: text, err_desc: text, reason: text },
  { title: 'FormsRefusal' },
);

export const form = Type.Object(
  {
    title: text,
    slug: text,
    url: address,
    description: text,
    keywords: Type.Array(text),
    authentication_required: flag,
    always_advertise: flag,
    redirection: flag,
    functions: Type.Record(Type.String(), Type.Object({ label: text, role: Type.Object({ slug: text, name: text }) })),
    category: orNull(text),
    category_slug: orNull(text),
    backoffice_submission_url: address,
  },
  { title: 'Form' },
);
export const schema = Type.Object(
  {
    name: text,
    url_name: text,
    description: text,
    keywords: text,
    category: orNull(text),
    fields: Type.Array(Type.Object({ id: text, type: text, label: text, varname: optional(orNull(text)) })),
    workflow: orNull(
      Type.Object({
        name: text,
        functions: Type.Record(Type.String(), text),
        statuses: Type.Array(Type.Object({ id: text, name: text, forced_endpoint: flag })),
      }),
    ),
  },
  { title: 'FormSchema' },
);
export const submitted = Type.Object(
  {
    err: fine,
    data: Type.Object({ id: whole, url: address, backoffice_url: address, api_url: address }),
  },
  { title: 'Submitted' },
);

const person = Type.Object({ id: whole, name: text, email: text, NameID: Type.Array(text) }, { title: 'Person' });
const role = Type.Object(
  {
    name: text,
    text,
    allows_backoffice_access: flag,
    emails: Type.Array(text),
    details: text,
    emails_to_members: flag,
    slug: text,
    id: text,
  },
  { title: 'Role' },
);
const status = orNull(
  Type.Object(
    {
      id: text,
      name: text,
      endpoint: flag,
      first_arrival_datetime: orNull(withOffset),
      latest_arrival_datetime: orNull(withOffset),
    },
    { title: 'Status' },
  ),
);
const evolution = Type.Object(
  {
    time: withOffset,
    last_jump_datetime: orNull(withOffset),
    who_id: Type.Unknown(),
    status: optional(text),
    who: optional(person),
    comment: optional(text),
    parts: optional(Type.Array(Type.Object({ type: text }, { additionalProperties: true }))),
  },
  { title: 'Evolution' },
);
const short = { id: text, url: address, receipt_time: moment, last_update_time: moment };
export const request = Type.Object(
  {
    ...short,
    uuid: text,
    internal_id: text,
    display_id: text,
    display_name: text,
    digests: orNull(Type.Record(Type.String(), text)),
    text,
    user: optional(person),
    criticality_level: whole,
    api_url: address,
    backoffice_url: address,
    fields: optional(free),
    workflow: optional(
      Type.Object({
        status: optional(status),
        real_status: optional(status),
        fields: optional(free),
        data: optional(free),
      }),
    ),
    actions: optional(Type.Record(Type.String(), address)),
    roles: optional(Type.Record(Type.String(), Type.Array(role))),
    submission: optional(Type.Object({ backoffice: flag, channel: text })),
    evolution: optional(Type.Array(evolution)),
  },
  { title: 'Request' },
);
const rows = Type.Array(Type.Union([Type.Object(short, { title: 'RequestRow' }), request]));
/** A bare list, as older clients know it; under `data` with `response_type=dict`. */
export const requests = Type.Union([rows, Type.Object({ err: fine, data: rows, count: whole })]);

export const account = Type.Object(
  {
    user_display_name: text,
    user_email: text,
    user_admin_access: flag,
    user_backoffice_access: flag,
    user_nameid: text,
    user_name_identifier_0: text,
    user_id: whole,
    user_roles: Type.Array(Type.Object({ id: text, text, name: text, slug: text })),
    id: whole,
    text,
    description: text,
  },
  { title: 'Account' },
);
export const kind = Type.Object({ id: text, text, singular: text, urls: Type.Object({ list: address }) });
export const component = Type.Object({ id: text, text, type: text, urls: Type.Object({ export: address }) });
export const done = Type.Object({ err: fine });
export const jumped = Type.Object({ err: fine, url: orNull(text) }, { title: 'Jumped' });
