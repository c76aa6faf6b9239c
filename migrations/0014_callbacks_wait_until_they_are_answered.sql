-- Calls owed to the requests' workflows; `id` is sent as their Idempotency-Key. Pending until `sent_at` or `failed_at`.
create table agendas.callback (
  id bigint generated always as identity primary key,
  booking_id int not null references agendas.booking,
  kind text not null check (kind in ('cancel', 'presence', 'absence')),
  url text not null,
  -- `host:port`: one that is dead delays no other.
  host text not null,
  created_at timestamptz not null default now(),
  due_at timestamptz not null default now(),
  attempts int not null default 0,
  -- The process that calls now; free at once when that process is dead.
  owner int,
  sent_at timestamptz,
  failed_at timestamptz,
  last_at timestamptz,
  last_status int,
  last_failure text,
  check (num_nonnulls(sent_at, failed_at) <= 1)
);
create index callback_booking on agendas.callback (booking_id, id);
create index callback_due on agendas.callback (due_at) where sent_at is null and failed_at is null;
create index callback_failed on agendas.callback (failed_at) where failed_at is not null;
