import Type, { type TProperties, type TSchema } from 'typebox';

export const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
export const text = Type.String();
export const flag = Type.Boolean();
export const whole = Type.Integer();
export const address = Type.String({ format: 'uri' });
/** Local times of the town, without a zone. */
export const datetime = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}$' });
export const day = Type.String({ format: 'date' });
export const free = Type.Record(Type.String(), Type.Unknown());
const optional = Type.Optional;

/** `err: 0`, and what is answered. */
export const answer = (properties: TProperties) => Type.Object({ err: Type.Literal(0), ...properties });
export const listOf = (schema: TSchema) => answer({ data: Type.Array(schema) });

export const refusal = Type.Object(
  {
    err: Type.Integer({ minimum: 1 }),
    reason: text,
    err_class: text,
    err_desc: text,
    err_code: optional(text),
    errors: optional(Type.Record(Type.String(), Type.Array(text))),
  },
  { title: 'Refusal' },
);

export const resource = Type.Object({ id: text, text, description: text }, { title: 'Resource' });
export const named = Type.Object({ id: text, text }, { title: 'Named' });

const ofEveryAgenda = {
  id: text,
  slug: text,
  text,
  minimal_booking_delay: whole,
  maximal_booking_delay: whole,
  minimal_booking_time: Type.String({ pattern: '^\\d{2}:\\d{2}:\\d{2}$' }),
  admin_role: orNull(text),
  edit_role: orNull(text),
  view_role: orNull(text),
  category: orNull(text),
  category_label: orNull(text),
};

const eventsAgenda = Type.Object(
  {
    ...ofEveryAgenda,
    kind: Type.Literal('events'),
    events_type: orNull(text),
    partial_bookings: flag,
    minimal_booking_delay_in_working_days: flag,
    booking_form_url: orNull(text),
    minimal_cancellation_delay: orNull(whole),
    minimal_cancellation_delay_in_working_days: flag,
    absence_reasons: Type.Array(Type.Unknown()),
    api: Type.Object({ datetimes_url: address, fillslots_url: address, backoffice_url: address }),
  },
  { title: 'EventsAgenda' },
);
const meetingsAgenda = Type.Object(
  {
    ...ofEveryAgenda,
    kind: Type.Literal('meetings'),
    free_range: flag,
    shared_resources: Type.Array(resource),
    resources: Type.Array(resource),
    api: Type.Object({
      meetings_url: optional(address),
      desks_url: optional(address),
      shared_resources_url: optional(address),
      resources_url: address,
      datetimes_url: optional(address),
      fillslots_url: optional(address),
      backoffice_url: address,
    }),
  },
  { title: 'MeetingsAgenda' },
);
const virtualAgenda = Type.Object(
  {
    ...ofEveryAgenda,
    kind: Type.Literal('virtual'),
    free_range: flag,
    api: Type.Object({ meetings_url: address, backoffice_url: address }),
  },
  { title: 'VirtualAgenda' },
);
export const agenda = Type.Union([eventsAgenda, meetingsAgenda, virtualAgenda], { title: 'Agenda' });

const waitingList = {
  waiting_list_total: whole,
  waiting_list_reserved: whole,
  waiting_list_available: whole,
};
export const waitingListIfAny: TProperties = Object.fromEntries(
  Object.entries(waitingList).map(([name, schema]) => [name, optional(schema)]),
);
export const places = Type.Object(
  {
    total: whole,
    reserved: whole,
    available: whole,
    full: flag,
    has_waiting_list: flag,
    ...waitingListIfAny,
    waiting_list_activated: optional(flag),
  },
  { title: 'Places' },
);

/** Values of the agenda's events type, each under its own name. */
export const customFields = { patternProperties: { '^custom_field_': {} } };
const booked = optional(Type.Unsafe<string>({ type: 'string', enum: ['main-list', 'waiting-list'] }));
export const eventKeys = {
  id: text,
  slug: text,
  text,
  label: text,
  agenda_label: text,
  agenda_slug: text,
  date: day,
  datetime,
  end_datetime: orNull(datetime),
  duration: orNull(whole),
  description: orNull(text),
  pricing: orNull(text),
  url: orNull(text),
  disabled: flag,
  checked: flag,
  check_locked: flag,
  invoiced: flag,
  cancelled: flag,
  waiting_list_bookings_automatic_confirm: flag,
  primary_event: orNull(text),
  booked_for_external_user: booked,
  api: Type.Object({
    bookings_url: address,
    fillslot_url: address,
    status_url: address,
    check_url: address,
    backoffice_url: address,
  }),
  places,
};
export const event = Type.Object(eventKeys, { title: 'Event', ...customFields });
export const eventStatus = Type.Object(
  { err: Type.Literal(0), ...eventKeys },
  { title: 'EventStatus', ...customFields },
);
/** An event within the answer to a booking. */
export const bookedEvent = Type.Object(
  {
    agenda_slug: text,
    slug: text,
    id: text,
    text,
    label: text,
    primary_event: orNull(text),
    datetime,
    end_datetime: orNull(datetime),
    duration: orNull(whole),
    places: optional(places),
  },
  { title: 'BookedEvent', ...customFields },
);

export const metaOf = (first: TSchema) => ({
  no_bookable_datetimes: flag,
  bookable_datetimes_number_total: whole,
  bookable_datetimes_number_available: whole,
  first_bookable_slot: orNull(first),
  no_bookable_reason: optional(text),
});
export const eventsMeta = Type.Object(metaOf(event), { title: 'EventsMeta' });

export const meetingType = Type.Object(
  { id: text, text, duration: whole, api: Type.Object({ datetimes_url: address, meeting_url: address }) },
  { title: 'MeetingType' },
);
const fillslot = Type.Object({ fillslot_url: address });
export const slot = Type.Object(
  {
    id: text,
    date: day,
    datetime,
    end_datetime: datetime,
    text,
    disabled: flag,
    booked_for_external_user: booked,
    agendas: optional(Type.Array(Type.Object({ id: text, text, api: fillslot }))),
    api: fillslot,
  },
  { title: 'Slot' },
);
export const slotsMeta = Type.Object(metaOf(slot), { title: 'SlotsMeta' });

export const reason = Type.Object(
  {
    kind: Type.Unsafe<string>({
      type: 'string',
      enum: [
        'not open',
        'exception',
        'taken',
        'locked',
        'pause',
        'resource',
        'delay',
        'window',
        'excluded hours',
        'user already booked',
        'cancelled',
        'series',
        'off series',
        'not published',
        'past',
        'to come',
        'full',
        'waiting list full',
        'min places',
      ],
    }),
    desk: optional(text),
    resource: optional(text),
    exception: optional(Type.Object({ label: text, start_datetime: datetime, end_datetime: datetime })),
    booking_id: optional(whole),
    locked_until: optional(datetime),
    places: optional(whole),
    published_at: optional(datetime),
  },
  { title: 'Reason' },
);
const reasons = Type.Array(reason);
export const refusedStart = Type.Object(
  {
    id: optional(text),
    datetime,
    reasons: optional(reasons),
    agendas: optional(Type.Array(Type.Object({ id: text, reasons }))),
  },
  { title: 'RefusedStart' },
);
export const desk = Type.Object(
  {
    id: text,
    text,
    exception_sources: optional(
      Type.Array(
        Type.Object({
          url: orNull(text),
          file_name: orNull(text),
          read_at: orNull(datetime),
          failure: orNull(text),
        }),
      ),
    ),
  },
  { title: 'Desk' },
);
export const rangesDay = Type.Object(
  {
    id: day,
    text,
    verbose_label: text,
    disabled: flag,
    opening_hours: Type.Array(
      Type.Object({
        hour: Type.String({ pattern: '^\\d{2}:\\d{2}$' }),
        status: Type.Unsafe<string>({ type: 'string', enum: ['free', 'booked', 'closed'] }),
      }),
    ),
  },
  { title: 'RangesDay' },
);

export const bookingAddresses = Type.Object(
  {
    booking_url: address,
    cancel_url: address,
    accept_url: optional(address),
    suspend_url: optional(address),
    resize_url: optional(address),
    ics_url: address,
    anonymize_url: address,
  },
  { title: 'BookingAddresses' },
);
const labelled = Type.Object({ label: text, slug: text });
export const booking = Type.Object(
  {
    err: Type.Literal(0),
    booking_id: whole,
    in_waiting_list: flag,
    datetime,
    end_datetime: orNull(datetime),
    duration: orNull(whole),
    label: optional(text),
    slug: optional(text),
    agenda: labelled,
    desk: optional(labelled),
    resources: optional(Type.Array(labelled)),
    events: optional(Type.Array(bookedEvent)),
    slots: optional(Type.Array(Type.Object({ datetime, end_datetime: datetime }))),
    cancelled_booking_id: optional(whole),
    ...waitingListIfAny,
    places: optional(places),
    api: bookingAddresses,
  },
  { title: 'Booked' },
);
export const replaced = Type.Object(
  {
    err: Type.Literal(0),
    booking_count: whole,
    waiting_list_events: Type.Array(bookedEvent),
    cancelled_booking_count: whole,
    booked_events: Type.Array(bookedEvent),
    cancelled_events: Type.Array(bookedEvent),
    bookings_ics_url: address,
  },
  { title: 'Replaced' },
);
export const done = Type.Object(
  { err: Type.Literal(0), booking_id: whole, overbooked_places: optional(whole) },
  { title: 'Done' },
);
export const storedBooking = Type.Object(
  {
    id: whole,
    booking_id: whole,
    in_waiting_list: flag,
    user_was_present: orNull(flag),
    user_absence_reason: text,
    extra_data: orNull(free),
    agenda: text,
    event: orNull(text),
    events: optional(Type.Array(text)),
    datetime,
    end_datetime: orNull(datetime),
    desk: optional(labelled),
    resources: optional(Type.Array(labelled)),
    places: whole,
    label: text,
    user_display_label: text,
    user_external_id: text,
    user_first_name: text,
    user_last_name: text,
    user_email: text,
    user_phone_number: text,
    extra_emails: Type.Array(text),
    extra_phone_numbers: Type.Array(text),
    sms_counter: text,
    form_url: text,
    backoffice_url: text,
    cancel_callback_url: text,
    presence_callback_url: text,
    absence_callback_url: text,
    callbacks: Type.Array(
      Type.Object({
        id: whole,
        kind: Type.Unsafe<string>({ type: 'string', enum: ['cancel', 'presence', 'absence'] }),
        state: Type.Unsafe<string>({ type: 'string', enum: ['pending', 'sent', 'failed'] }),
        attempts: whole,
        last_status: orNull(whole),
        last_failure: orNull(text),
      }),
    ),
    api: bookingAddresses,
  },
  { title: 'Booking' },
);
export const bookingOfEvent = Type.Object({ id: whole, in_waiting_list: flag }, { title: 'BookingOfEvent' });

export const subscription = Type.Object(
  {
    id: whole,
    user_external_id: text,
    user_first_name: text,
    user_last_name: text,
    user_email: text,
    user_phone_number: text,
    date_start: day,
    date_end: day,
    extra_data: orNull(free),
  },
  { title: 'Subscription' },
);

/** An event as the payment module reads it: its start has its offset. */
export const invoicedEvent = Type.Object(
  {
    agenda: text,
    slug: text,
    label: text,
    primary_event: orNull(text),
    start_datetime: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}[+-]\\d{2}:\\d{2}$' }),
    recurrence_days: orNull(Type.Array(whole)),
    duration: orNull(whole),
    invoiced: flag,
    checked: flag,
    check_locked: flag,
  },
  { title: 'InvoicedEvent', ...customFields },
);
const oneOf = (...values: string[]) => Type.Unsafe<string>({ type: 'string', enum: values });
export const checkStatus = Type.Object(
  {
    event: invoicedEvent,
    check_status: Type.Object({
      status: oneOf('presence', 'absence', 'not-booked', 'cancelled', 'error'),
      error_reason: optional(oneOf('event-not-checked', 'booking-not-checked', 'too-many-bookings-found')),
      check_type: optional(orNull(text)),
    }),
    booking: Type.Object({ extra_data: optional(free) }),
  },
  { title: 'CheckStatus' },
);
