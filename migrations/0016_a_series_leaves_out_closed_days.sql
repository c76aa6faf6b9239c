-- An occurrence that its series no longer means but that somebody once booked: kept for its history, not offered. It comes back when the series means it again.
alter table agendas.event add column off_series boolean not null default false check (not off_series or cancelled_at is not null);
