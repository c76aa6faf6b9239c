create table agendas.event (
  id int generated always as identity primary key,
  agenda_id int not null references agendas.agenda on delete cascade,
  slug text not null check (length(slug) between 1 and 160),
  label text not null default '',
  start_at timestamptz not null,
  duration_minutes int check (duration_minutes between 1 and 527040),
  places int not null check (places between 0 and 1000000),
  waiting_list_places int not null default 0 check (waiting_list_places between 0 and 1000000),
  -- The oldest of the waiting list moves up by itself when a place is freed.
  promotes boolean not null default false,
  description text,
  pricing text,
  url text,
  publication_at timestamptz,
  custom_fields jsonb not null default '{}',

  -- A recurring event says on which ISO weekdays; its occurrences name it as their primary event, and are what can be booked.
  recurrence_days smallint[] not null default '{}' check (recurrence_days <@ '{1,2,3,4,5,6,7}'),
  recurrence_week_interval smallint not null default 1 check (recurrence_week_interval between 1 and 3),
  recurrence_end_date date,
  primary_event_id int references agendas.event on delete cascade,

  cancelled_at timestamptz,
  checked_at timestamptz,
  check_locked boolean not null default false,
  invoiced boolean not null default false,

  -- Places of live bookings and locks by list: the sums of `taken`, kept by the transactions that hold this row.
  booked int not null default 0 check (booked >= 0),
  waiting int not null default 0 check (waiting >= 0),
  -- The number of the last change of places; each takes the next one while the row is locked.
  version int not null default 0,
  -- When the first of the locks ends; null where there is none.
  lock_ends_at timestamptz,
  -- Somebody decided beyond the rule: accepted, suspended, or lowered the places.
  exceeds boolean not null default false,

  -- The slug first: a look-up by both must never be tempted by the index on starts.
  unique (slug, agenda_id),
  check (exceeds or booked <= places or waiting_list_places > 0),
  check (exceeds or waiting <= waiting_list_places),
  check (primary_event_id is null or recurrence_days = '{}')
);
create index event_start on agendas.event (agenda_id, start_at);
create index event_primary on agendas.event (primary_event_id, start_at);
