-- What every process shares. A row of `process` is alive while its session holds the advisory lock (7281, id).
create table platform.process (
  id int generated always as identity primary key,
  started_at timestamptz not null default now()
);

-- Nonces of signed calls, kept longer than the 30 seconds in which a signature holds.
create table platform.nonce (
  orig text not null,
  nonce text not null check (length(nonce) <= 128),
  at timestamptz not null default now(),
  primary key (orig, nonce)
);
create index nonce_at on platform.nonce (at);

-- First answers, given again for 24 hours to the same key of the same caller: as text (json, not jsonb), so that each key stands where it stood.
create table platform.idempotency (
  caller text not null,
  key text not null check (length(key) between 1 and 255),
  request_hash bytea not null,
  status int not null,
  answer json not null,
  at timestamptz not null default now(),
  primary key (caller, key)
);
create index idempotency_at on platform.idempotency (at);

-- What the installation makes for itself at its first start: the secret between its two parts, the cookies' key.
create table platform.own_secret (
  name text primary key,
  secret text not null
);
