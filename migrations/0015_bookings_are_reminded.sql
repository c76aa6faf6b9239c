-- So many days before, who booked gets a mail; null: none. The text stands below what the mail says by itself.
alter table agendas.agenda
  add column reminder_days int check (reminder_days between 1 and 365),
  add column reminder_text text not null default '';

-- The start that was reminded of: whoever is moved to another is reminded again.
alter table agendas.booking add column reminded_for timestamptz;
