-- A desk serves one meeting at a time. The things that a free-range agenda rents out are desks too: what is booked is one row of this table.
create table agendas.desk (
  id int generated always as identity primary key,
  agenda_id int not null references agendas.agenda on delete cascade,
  slug text not null check (slug <> ''),
  label text not null,
  place int not null default 0,
  -- Days closed by the law of the town's country.
  public_holidays boolean not null default false,
  version int not null default 0,
  unique (agenda_id, slug)
);

create table agendas.meeting_type (
  id int generated always as identity primary key,
  agenda_id int not null references agendas.agenda on delete cascade,
  slug text not null check (slug <> ''),
  label text not null,
  duration_minutes int not null check (duration_minutes between 1 and 1440),
  -- Kept free around the appointment; neighbours may share it.
  pause_before_minutes int not null default 0 check (pause_before_minutes between 0 and 1440),
  pause_after_minutes int not null default 0 check (pause_after_minutes between 0 and 1440),
  place int not null default 0,
  unique (agenda_id, slug)
);

create table agendas.agenda_resource (
  agenda_id int not null references agendas.agenda on delete cascade,
  resource_id int not null references agendas.resource,
  place int not null,
  primary key (agenda_id, resource_id)
);
create index agenda_resource_resource on agendas.agenda_resource (resource_id);

-- Local hours of a desk, or of a whole free-range agenda: each week (`weekday_indexes`: on those of the month alone, 1 to 5), or on one date.
create table agendas.opening_hours (
  id int generated always as identity primary key,
  desk_id int references agendas.desk on delete cascade,
  agenda_id int references agendas.agenda on delete cascade,
  weekday smallint check (weekday between 1 and 7),
  weekday_indexes smallint[] not null default '{}' check (weekday_indexes <@ '{1,2,3,4,5}'),
  date date,
  start_time time not null,
  end_time time not null,
  place int not null default 0,
  check (num_nonnulls(desk_id, agenda_id) = 1),
  check (num_nonnulls(weekday, date) = 1),
  check (end_time > start_time)
);
create index opening_hours_desk on agendas.opening_hours (desk_id);
create index opening_hours_agenda on agendas.opening_hours (agenda_id);

-- Hours that a virtual agenda leaves out.
create table agendas.excluded_hours (
  id int generated always as identity primary key,
  virtual_id int not null references agendas.agenda on delete cascade,
  weekday smallint not null check (weekday between 1 and 7),
  start_time time not null,
  end_time time not null,
  place int not null default 0,
  check (end_time > start_time)
);
create index excluded_hours_virtual on agendas.excluded_hours (virtual_id);

-- A calendar whose events close a desk or fill an unavailability calendar: by address (kept in sync) or by file. What was read last stays when reading fails.
create table agendas.exception_source (
  id int generated always as identity primary key,
  desk_id int references agendas.desk on delete cascade,
  calendar_id int references agendas.unavailability_calendar on delete cascade,
  url text,
  file_name text,
  read_at timestamptz,
  due_at timestamptz not null default now(),
  owner int,
  failure text,
  place int not null default 0,
  check (num_nonnulls(desk_id, calendar_id) = 1),
  check (num_nonnulls(url, file_name) = 1)
);
create index exception_source_desk on agendas.exception_source (desk_id);
create index exception_source_calendar on agendas.exception_source (calendar_id);
create index exception_source_due on agendas.exception_source (due_at) where url is not null;

create table agendas.exception (
  id int generated always as identity primary key,
  desk_id int references agendas.desk on delete cascade,
  calendar_id int references agendas.unavailability_calendar on delete cascade,
  source_id int references agendas.exception_source on delete cascade,
  label text not null default '',
  start_at timestamptz not null,
  end_at timestamptz not null,
  check (num_nonnulls(desk_id, calendar_id) = 1),
  check (end_at > start_at)
);
create index exception_desk on agendas.exception (desk_id, end_at);
create index exception_calendar on agendas.exception (calendar_id, end_at);
create index exception_by_source on agendas.exception (source_id);

create table agendas.desk_unavailability_calendar (
  desk_id int not null references agendas.desk on delete cascade,
  calendar_id int not null references agendas.unavailability_calendar,
  place int not null default 0,
  primary key (desk_id, calendar_id)
);
create index desk_unavailability_calendar_calendar on agendas.desk_unavailability_calendar (calendar_id);
