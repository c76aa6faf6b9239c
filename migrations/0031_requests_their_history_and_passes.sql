-- A request, from its submission on. Numbers have no holes: what one is still filling stands in `forms.fill`.
create table forms.request (
  id int generated always as identity primary key,
  definition_id int not null references forms.definition,
  number int not null,
  uuid uuid not null unique default gen_random_uuid(),
  version_id int not null references forms.definition_version,
  workflow_version_id int references forms.definition_version,
  -- Who made it: an account, or the visitor's session (accounts.session.hash_id).
  account_id int references accounts.account on delete set null,
  session_hash_id text,
  -- The workflow status without its prefix `wf-`.
  status text not null,
  data jsonb not null,
  workflow_data jsonb not null default '{}',
  workflow_roles jsonb not null default '{}',
  submission jsonb not null default '{}',
  display_id text not null,
  digest text not null default '',
  criticality int not null default 0,
  received_at timestamptz not null,
  updated_at timestamptz not null,
  anonymised_at timestamptz,
  -- The pass under way, if any: nobody else acts on the request meanwhile.
  pass_id bigint,
  unique (definition_id, number)
);
create index request_account on forms.request (account_id) where account_id is not null;
create index request_session on forms.request (session_hash_id) where session_hash_id is not null;
create index request_status on forms.request (definition_id, status, received_at desc);
create index request_received on forms.request (received_at desc);

-- The history that people read: one row a change of status or a remark, with its parts in order.
create table forms.evolution (
  id bigint generated always as identity primary key,
  request_id int not null references forms.request on delete cascade,
  number int not null,
  -- Null where the status did not change.
  status text,
  -- `_submitter`, `account:<id>`, or null for the workflow itself.
  who text,
  at timestamptz not null,
  last_jump_at timestamptz,
  comment text,
  parts jsonb not null default '[]',
  unique (request_id, number)
);

-- A durable pass: the actions of a status or of a global action, one after the other. What each did is written before the next one starts;
-- a pass whose owner is dead, or whose lease has ended, is taken up by another process. `fencing` grows with each taking up, and whoever writes checks it.
create table forms.pass (
  id bigint generated always as identity primary key,
  request_id int not null references forms.request on delete cascade,
  state text not null check (state in ('running', 'done', 'failed')),
  -- What began it: its kind, who, the trigger and its payload.
  cause jsonb not null,
  -- Where it stands: the frames of nested passes, the next action of each.
  position jsonb not null,
  step int not null default 0,
  owner int,
  lease_until timestamptz,
  fencing int not null default 1,
  attempts int not null default 1,
  started_at timestamptz not null,
  ended_at timestamptz,
  failure text
);
create unique index pass_running on forms.pass (request_id) where state = 'running';
create index pass_due on forms.pass (lease_until) where state = 'running';
alter table forms.request add foreign key (pass_id) references forms.pass deferrable initially deferred;

-- What each action of a pass did, in order; a call has its row before it leaves, with the key under which it may be repeated.
create table forms.pass_step (
  pass_id bigint not null references forms.pass on delete cascade,
  number int not null,
  action text not null,
  outcome jsonb,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (pass_id, number)
);

-- What happened to a request, for the inspector: events by their names of the specification.
create table forms.trace (
  id bigint generated always as identity primary key,
  request_id int not null references forms.request on delete cascade,
  event text not null,
  detail jsonb not null default '{}',
  at timestamptz not null
);
create index trace_request on forms.trace (request_id, id);

-- Errors that administrators read, grouped: digits taken away, what is left is the same error.
create table forms.logged_error (
  id int generated always as identity primary key,
  grouping_key text not null unique,
  kind text not null,
  summary text not null,
  context jsonb not null default '{}',
  definition_id int references forms.definition on delete cascade,
  request_id int references forms.request on delete set null,
  occurrences int not null default 1,
  first_at timestamptz not null,
  latest_at timestamptz not null
);
create index logged_error_latest on forms.logged_error (latest_at desc);
create index logged_error_definition on forms.logged_error (definition_id);
create index logged_error_request on forms.logged_error (request_id);
