-- A request, from its submission on. Numbers have no holes: what one is still filling stands in `forms.fill`.
-- What people and other programs gave is `json`, not `jsonb`: the order of keys stays (templates print it), and no character is refused.
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
  data json not null,
  workflow_data json not null default '{}',
  workflow_roles json not null default '{}',
  submission json not null default '{}',
  display_id text not null,
  digest text not null default '',
  criticality int not null default 0,
  -- Slugs of the roles that may read it whatever its status, and of those that an action of its status is open to
  -- (`_submitter` and `logged-users` too): access and « en attente » are held by statements, and these are their indexes.
  concerned_roles text[] not null default '{}',
  action_roles text[] not null default '{}',
  endpoint boolean not null default false,
  -- Grows with each act upon it: a page that shows an older number is stale.
  acts int not null default 0,
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
create index request_concerned on forms.request using gin (concerned_roles);
create index request_waiting on forms.request using gin (action_roles) where not endpoint;

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
  parts json not null default '[]',
  unique (request_id, number)
);

-- A durable pass: the actions of a status or of a global action, one after the other. What each did is written before the next one starts;
-- a pass whose owner is dead, or whose lease has ended, is taken up by another process. `fencing` grows with each taking up, and whoever writes checks it.
create table forms.pass (
  id bigint generated always as identity primary key,
  request_id int not null references forms.request on delete cascade,
  state text not null check (state in ('running', 'done', 'failed')),
  -- What began it: its kind, who, the trigger.
  cause jsonb not null,
  -- Where it stands: the list of actions, the next of them, the jumps so far.
  position jsonb not null,
  step int not null default 0,
  -- Started beside another (`bypass-processing-check`): the request's mark is not its own.
  beside boolean not null default false,
  owner int,
  lease_until timestamptz,
  fencing int not null default 1,
  -- Since the last step written.
  attempts int not null default 1,
  started_at timestamptz not null,
  ended_at timestamptz,
  failure text,
  check ((state = 'running') = (ended_at is null)),
  check (state <> 'running' or lease_until is not null)
);
create unique index pass_running on forms.pass (request_id) where state = 'running' and not beside;
create index pass_due on forms.pass (lease_until) where state = 'running';
create index pass_failed on forms.pass (ended_at) where state = 'failed';
create index pass_request on forms.pass (request_id);
alter table forms.request add foreign key (pass_id) references forms.pass deferrable initially deferred;

-- What each action of a pass did, in order; a call has its row before it leaves, with what it sends and the key under which it may be repeated.
create table forms.pass_step (
  pass_id bigint not null references forms.pass on delete cascade,
  number int not null,
  action text not null,
  outcome json,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (pass_id, number)
);

-- What happened to a request, for the inspector: events by their names of the specification.
create table forms.trace (
  id bigint generated always as identity primary key,
  request_id int not null references forms.request on delete cascade,
  event text not null,
  detail json not null default '{}',
  at timestamptz not null
);
create index trace_request on forms.trace (request_id, id);

-- Errors that administrators read, grouped: digits taken away, what is left is the same error.
create table forms.logged_error (
  id int generated always as identity primary key,
  grouping_key text not null unique,
  kind text not null,
  summary text not null,
  context json not null default '{}',
  definition_id int references forms.definition on delete cascade,
  request_id int references forms.request on delete set null,
  occurrences int not null default 1,
  first_at timestamptz not null,
  latest_at timestamptz not null
);
create index logged_error_latest on forms.logged_error (latest_at desc);
create index logged_error_definition on forms.logged_error (definition_id);
create index logged_error_request on forms.logged_error (request_id);
