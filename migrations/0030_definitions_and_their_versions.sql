create schema forms;

-- What an administrator defines. A request points to the versions under which it was made, so a version never changes.
create table forms.definition (
  id int generated always as identity primary key,
  kind text not null check (kind in ('form', 'workflow', 'data source', 'web service')),
  slug text not null,
  name text not null,
  created_at timestamptz not null default now(),
  unique (kind, slug)
);

create table forms.definition_version (
  id int generated always as identity primary key,
  definition_id int not null references forms.definition on delete cascade,
  number int not null,
  body jsonb not null,
  created_at timestamptz not null default now(),
  unique (definition_id, number)
);

-- Variables of the site, seen by every template: `agendas_url` and `portal_url` are such.
create table forms.variable (
  name text primary key check (name ~ '^[a-zA-Z][a-zA-Z0-9_]*$'),
  value text not null
);
