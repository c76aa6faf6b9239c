-- Who may be written to. The address itself stands in mails only, as long as these are kept: here is its SHA-256, in lower case.
create table platform.mail_recipient (
  id int generated always as identity primary key,
  digest bytea not null unique,
  -- In the address of the page where one stops messages: says nothing of anybody.
  token text not null unique check (length(token) = 32),
  -- Topics that this person doesn't want.
  stopped text[] not null default '{}'
);

-- Mails owed, sent, failed or merely kept. Pending until `sent_at` or `failed_at`; without a mail server they stay so, and are read in a page.
create table platform.mail (
  id bigint generated always as identity primary key,
  recipient_id int not null references platform.mail_recipient,
  address text not null,
  -- What an automatic message is of ('reminder'); one of these can be stopped.
  topic text not null,
  -- What it is about ('booking 12'), so that it goes when that loses what is personal.
  about text not null,
  subject text not null,
  -- Paragraphs: texts, and links with their labels.
  body jsonb not null,
  created_at timestamptz not null,
  due_at timestamptz not null,
  -- Later it says nothing to anybody.
  useful_until timestamptz not null,
  attempts int not null default 0,
  -- The process that sends now; free at once when that process is dead.
  owner int,
  sent_at timestamptz,
  failed_at timestamptz,
  last_failure text,
  check (sent_at is null or failed_at is null)
);
create index mail_due on platform.mail (due_at) where sent_at is null and failed_at is null;
create index mail_sent on platform.mail (recipient_id, sent_at) where sent_at is not null;
create index mail_about on platform.mail (about);
create index mail_created on platform.mail (created_at);
