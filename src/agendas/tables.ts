import type { ColumnType, Generated, JSONColumnType } from 'kysely';

type Label = { id: Generated<number>; slug: string; label: string };
type Weekdays = number[];
/** `24:00` is no `PlainTime`: written as text, and read as text or minutes. */
type EndTime = ColumnType<never, string, string>;

/** Rows of the schema `agendas`, as `migrations/` makes them. */
export type AgendasTables = {
  'agendas.category': Label;
  'agendas.resource': Label & { description: Generated<string>; version: Generated<number> };
  'agendas.events_type': Label & { custom_fields: JSONColumnType<CustomField[], string | undefined> };
  'agendas.unavailability_calendar': Label;
  'agendas.agenda': AgendaTable;
  'agendas.virtual_member': { virtual_id: number; agenda_id: number; place: number };
  'agendas.subscription': {
    id: Generated<number>;
    agenda_id: number;
    user_external_id: string;
    user_first_name: Generated<string>;
    user_last_name: Generated<string>;
    user_email: Generated<string>;
    user_phone_number: Generated<string>;
    date_start: Temporal.PlainDate;
    date_end: Temporal.PlainDate;
    extra_data: JSONColumnType<Record<string, unknown> | null, string | null | undefined, string | null>;
    created_at: Generated<Temporal.Instant>;
  };
  'agendas.desk': {
    id: Generated<number>;
    agenda_id: number;
    slug: string;
    label: string;
    place: Generated<number>;
    public_holidays: Generated<boolean>;
    version: Generated<number>;
  };
  'agendas.meeting_type': {
    id: Generated<number>;
    agenda_id: number;
    slug: string;
    label: string;
    duration_minutes: number;
    pause_before_minutes: Generated<number>;
    pause_after_minutes: Generated<number>;
    place: Generated<number>;
  };
  'agendas.agenda_resource': { agenda_id: number; resource_id: number; place: number };
  'agendas.opening_hours': {
    id: Generated<number>;
    desk_id: number | null;
    agenda_id: number | null;
    weekday: number | null;
    weekday_indexes: Generated<Weekdays>;
    date: Temporal.PlainDate | null;
    start_time: Temporal.PlainTime;
    end_time: EndTime;
    place: Generated<number>;
  };
  'agendas.excluded_hours': {
    id: Generated<number>;
    virtual_id: number;
    weekday: number;
    start_time: Temporal.PlainTime;
    end_time: EndTime;
    place: Generated<number>;
  };
  'agendas.exception_source': {
    id: Generated<number>;
    desk_id: number | null;
    calendar_id: number | null;
    url: string | null;
    file_name: string | null;
    read_at: Temporal.Instant | null;
    due_at: Generated<Temporal.Instant>;
    owner: number | null;
    failure: string | null;
    place: Generated<number>;
  };
  'agendas.exception': {
    id: Generated<number>;
    desk_id: number | null;
    calendar_id: number | null;
    source_id: number | null;
    label: Generated<string>;
    start_at: Temporal.Instant;
    end_at: Temporal.Instant;
  };
  'agendas.desk_unavailability_calendar': { desk_id: number; calendar_id: number; place: Generated<number> };
  'agendas.application': {
    slug: string;
    name: string;
    version_number: Generated<string>;
    description: Generated<string>;
    updated_at: Generated<Temporal.Instant>;
  };
  'agendas.application_component': { application: string; type: string; slug: string };
  'agendas.event': EventTable;
  'agendas.notification': {
    agenda_id: number;
    about: 'almost full' | 'full' | 'cancelled';
    emails: Generated<string[]>;
    role_id: number | null;
  };
  'agendas.booking': BookingTable;
  'agendas.taken': {
    id: Generated<number>;
    booking_id: number;
    event_id: number | null;
    desk_id: number | null;
    resource_id: number | null;
    span: string | null;
    places: Generated<number>;
    list: Generated<ListName>;
    turn: Generated<number>;
    cancelled_at: Temporal.Instant | null;
  };
  'agendas.callback': {
    id: Generated<number>;
    booking_id: number;
    kind: CallbackKind;
    url: string;
    host: string;
    created_at: Generated<Temporal.Instant>;
    due_at: Generated<Temporal.Instant>;
    attempts: Generated<number>;
    owner: number | null;
    sent_at: Temporal.Instant | null;
    failed_at: Temporal.Instant | null;
    last_at: Temporal.Instant | null;
    last_status: number | null;
    last_failure: string | null;
  };
};

export type AgendaKind = 'events' | 'meetings' | 'virtual';
export type ListName = 'main' | 'waiting';
export type CallbackKind = 'cancel' | 'presence' | 'absence';
export type CustomField = { slug: string; label: string; type: 'text' | 'textarea' | 'bool' | 'date' };
/** What ended a booking. */
export type CancelledBy = 'call' | 'agent' | 'replacement' | 'move' | 'lock';

type AgendaTable = {
  id: Generated<number>;
  slug: string;
  label: string;
  kind: AgendaKind;
  category_id: number | null;
  view_role_id: number | null;
  edit_role_id: number | null;
  admin_role_id: number | null;
  minimal_booking_delay: Generated<number>;
  minimal_booking_delay_in_working_days: Generated<boolean>;
  maximal_booking_delay: Generated<number>;
  minimal_booking_time: Generated<Temporal.PlainTime>;
  minimal_cancellation_delay: number | null;
  minimal_cancellation_delay_in_working_days: Generated<boolean>;
  overbooking: Generated<boolean>;
  partial_bookings: Generated<boolean>;
  events_type_id: number | null;
  booking_form_url: string | null;
  maximal_bookings_per_user: number | null;
  anonymize_after_days: number | null;
  reminder_days: number | null;
  reminder_text: Generated<string>;
  free_range: Generated<boolean>;
  slot_minutes: number | null;
  minimal_booking_slots: number | null;
  maximal_booking_slots: number | null;
  version: Generated<number>;
};

type EventTable = {
  id: Generated<number>;
  agenda_id: number;
  slug: string;
  label: Generated<string>;
  start_at: Temporal.Instant;
  duration_minutes: number | null;
  places: number;
  waiting_list_places: Generated<number>;
  promotes: Generated<boolean>;
  description: string | null;
  pricing: string | null;
  url: string | null;
  publication_at: Temporal.Instant | null;
  custom_fields: JSONColumnType<Record<string, unknown>, string | undefined>;
  recurrence_days: Generated<Weekdays>;
  recurrence_week_interval: Generated<number>;
  recurrence_end_date: Temporal.PlainDate | null;
  primary_event_id: number | null;
  cancelled_at: Temporal.Instant | null;
  off_series: Generated<boolean>;
  own: Generated<string[]>;
  recurrence_date: Temporal.PlainDate | null;
  checked_at: Temporal.Instant | null;
  check_locked: Generated<boolean>;
  invoiced: Generated<boolean>;
  booked: Generated<number>;
  waiting: Generated<number>;
  version: Generated<number>;
  lock_ends_at: Temporal.Instant | null;
  exceeds: Generated<boolean>;
  told_state: Generated<'' | 'almost full' | 'full' | 'cancelled'>;
};

type BookingTable = {
  id: Generated<number>;
  agenda_id: number;
  meeting_type_id: number | null;
  places: Generated<number>;
  label: Generated<string>;
  user_display_label: Generated<string>;
  user_external_id: Generated<string>;
  user_first_name: Generated<string>;
  user_last_name: Generated<string>;
  user_email: Generated<string>;
  user_phone_number: Generated<string>;
  extra_emails: Generated<string[]>;
  extra_phone_numbers: Generated<string[]>;
  sms_counter: Generated<string>;
  form_url: Generated<string>;
  backoffice_url: Generated<string>;
  cancel_callback_url: Generated<string>;
  presence_callback_url: Generated<string>;
  absence_callback_url: Generated<string>;
  extra_data: JSONColumnType<Record<string, unknown> | null, string | null | undefined, string | null>;
  lock_code: string | null;
  expires_at: Temporal.Instant | null;
  asked_by: string;
  created_at: Generated<Temporal.Instant>;
  cancelled_at: Temporal.Instant | null;
  cancelled_by: CancelledBy | null;
  user_was_present: boolean | null;
  user_absence_reason: Generated<string>;
  user_check_type: string | null;
  told_present: boolean | null;
  reminded_at: Temporal.Instant | null;
  reminded_for: Temporal.Instant | null;
  anonymized_at: Temporal.Instant | null;
};
