-- A form under way: what was answered so far. It ends as a request, once: a second « Valider » finds the request that the first made.
create table forms.fill (
  id uuid primary key default gen_random_uuid(),
  definition_id int not null references forms.definition on delete cascade,
  version_id int not null references forms.definition_version,
  session_hash_id text not null,
  account_id int references accounts.account on delete cascade,
  -- Values by field id, as `forms.request.data` keeps them.
  data jsonb not null default '{}',
  -- What was typed, by field id, as it came: it comes back where it has to be mended, and on a page left by « Précédent ».
  typed jsonb not null default '{}',
  -- Ids of the pages left by « Suivant » with nothing to mend.
  done jsonb not null default '[]',
  -- The page that stands open, by the id of its page field; null before the first.
  page_id text,
  request_id int references forms.request on delete cascade,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index fill_session on forms.fill (session_hash_id, definition_id);
create index fill_account on forms.fill (account_id) where account_id is not null;
create index fill_updated on forms.fill (updated_at);
create index fill_request on forms.fill (request_id) where request_id is not null;
