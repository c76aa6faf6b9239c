create extension if not exists btree_gist;
create schema agendas;

create table agendas.category (
  id int generated always as identity primary key,
  slug text not null unique,
  label text not null
);

-- Rooms and equipment that several agendas share: booked along with a meeting.
create table agendas.resource (
  id int generated always as identity primary key,
  slug text not null unique,
  label text not null,
  description text not null default '',
  version int not null default 0
);

-- `custom_fields`: [{slug, label, type}], in the order in which forms show them.
create table agendas.events_type (
  id int generated always as identity primary key,
  slug text not null unique,
  label text not null,
  custom_fields jsonb not null default '[]'
);

-- Exceptions that several desks subscribe to.
create table agendas.unavailability_calendar (
  id int generated always as identity primary key,
  slug text not null unique,
  label text not null
);

create table agendas.agenda (
  id int generated always as identity primary key,
  slug text not null unique check (length(slug) between 1 and 160),
  label text not null,
  kind text not null check (kind in ('events', 'meetings', 'virtual')),
  category_id int references agendas.category,
  view_role_id int references accounts.role,
  edit_role_id int references accounts.role,
  admin_role_id int references accounts.role,
  minimal_booking_delay int not null default 1 check (minimal_booking_delay between 0 and 10000),
  minimal_booking_delay_in_working_days boolean not null default false,
  -- 0: no limit.
  maximal_booking_delay int not null default 56 check (maximal_booking_delay between 0 and 10000),
  minimal_booking_time time not null default '00:00',
  minimal_cancellation_delay int check (minimal_cancellation_delay between 0 and 10000),
  minimal_cancellation_delay_in_working_days boolean not null default false,
  overbooking boolean not null default true,
  partial_bookings boolean not null default false,
  events_type_id int references agendas.events_type,
  booking_form_url text,
  -- Live bookings that one person may have here; null: as many as wanted.
  maximal_bookings_per_user int check (maximal_bookings_per_user > 0),
  -- Days after which past bookings lose what is personal; null: never.
  anonymize_after_days int check (anonymize_after_days > 0),
  free_range boolean not null default false,
  slot_minutes int check (slot_minutes between 1 and 1440),
  minimal_booking_slots int check (minimal_booking_slots > 0),
  maximal_booking_slots int check (maximal_booking_slots >= minimal_booking_slots),
  -- Grows with every change that alters slots, so that an answer kept in memory is known to be stale.
  version int not null default 0
);
create index agenda_category on agendas.agenda (category_id);

-- Members of a virtual agenda, in their order.
create table agendas.virtual_member (
  virtual_id int not null references agendas.agenda on delete cascade,
  agenda_id int not null references agendas.agenda,
  place int not null,
  primary key (virtual_id, agenda_id),
  check (virtual_id <> agenda_id)
);
create index virtual_member_agenda on agendas.virtual_member (agenda_id);

-- People enrolled for a period; the last day is excluded.
create table agendas.subscription (
  id int generated always as identity primary key,
  agenda_id int not null references agendas.agenda on delete cascade,
  user_external_id text not null check (user_external_id <> ''),
  user_first_name text not null default '',
  user_last_name text not null default '',
  user_email text not null default '',
  user_phone_number text not null default '',
  date_start date not null,
  date_end date not null,
  extra_data jsonb,
  created_at timestamptz not null default now(),
  check (date_end > date_start)
);
create index subscription_user on agendas.subscription (agenda_id, user_external_id, date_start);
