-- An occurrence that its series no longer means: kept for those who have booked it, cancelled once nobody has it any more, booked by nobody new. It comes back when the series means it again.
alter table agendas.event add column off_series boolean not null default false;
