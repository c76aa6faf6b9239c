create schema accounts;

create table accounts.role (
  id int generated always as identity primary key,
  slug text not null unique,
  name text not null,
  backoffice boolean not null default false
);

create table accounts.account (
  id int generated always as identity primary key,
  email text not null,
  first_name text not null default '',
  last_name text not null default '',
  password_hash text,
  name_id text not null unique,
  admin boolean not null default false,
  active boolean not null default true,
  created_at timestamptz not null default now()
);
create unique index account_email on accounts.account (lower(email));

create table accounts.account_role (
  account_id int not null references accounts.account on delete cascade,
  role_id int not null references accounts.role on delete cascade,
  primary key (account_id, role_id)
);
create index account_role_role on accounts.account_role (role_id);

-- Secrets shared for signed calls, in both directions; the previous one is still accepted after a change.
create table accounts.service (
  orig text primary key,
  secret text not null check (secret <> ''),
  previous_secret text
);

-- The key signs calls, so it has to be kept as it is.
create table accounts.api_client (
  id int generated always as identity primary key,
  identifier text not null unique,
  key text not null check (key <> '')
);

create table accounts.api_client_role (
  api_client_id int not null references accounts.api_client on delete cascade,
  role_id int not null references accounts.role on delete cascade,
  primary key (api_client_id, role_id)
);
create index api_client_role_role on accounts.api_client_role (role_id);

-- `hash_id` names the visitor in lock codes and owned requests: it stays when the cookie's number is renewed at sign-in.
create table accounts.session (
  id text primary key,
  hash_id text not null check (hash_id ~ '^[0-9a-f]{40}$'),
  account_id int references accounts.account on delete cascade,
  content jsonb not null,
  expires_at timestamptz not null
);
create index session_account on accounts.session (account_id);
create index session_expires on accounts.session (expires_at);

-- Failed sign-ins, counted by address of the account and of the caller.
create table accounts.attempt (
  subject text primary key,
  count int not null,
  until timestamptz not null
);
