-- A set of components that came together, and can leave together: agendas, what they name, and who may use them.
create table agendas.application (
  slug text primary key check (length(slug) between 1 and 160),
  name text not null,
  version_number text not null default '',
  description text not null default '',
  updated_at timestamptz not null default now()
);

-- By their names: a component that is made again is the application's again.
create table agendas.application_component (
  application text not null references agendas.application on delete cascade,
  type text not null check (type in ('agendas', 'agendas_categories', 'events_types', 'resources', 'unavailability_calendars', 'roles')),
  slug text not null,
  primary key (application, type, slug)
);
create index application_component_name on agendas.application_component (type, slug);
