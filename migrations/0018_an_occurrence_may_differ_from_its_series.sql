alter table agendas.event
  -- Columns that an occurrence says by itself: its series leaves them alone.
  add column own text[] not null default '{}',
  -- The local day on which its series has an occurrence that was moved; null: the day of its start.
  add column recurrence_date date,
  add check (primary_event_id is not null or (own = '{}' and recurrence_date is null));
