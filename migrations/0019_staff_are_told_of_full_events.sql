-- Who is told when an event of the agenda becomes almost full, full, or is cancelled: addresses, and the people of a role.
create table agendas.notification (
  agenda_id int not null references agendas.agenda on delete cascade,
  about text not null check (about in ('almost full', 'full', 'cancelled')),
  emails text[] not null default '{}',
  role_id int references accounts.role,
  primary key (agenda_id, about),
  check (emails <> '{}' or role_id is not null)
);
create index notification_role on agendas.notification (role_id);

-- How an event stood when the staff was last told of it, or would have been. Written by a job, never by those who book.
alter table agendas.event add column told_state text not null default '' check (told_state in ('', 'almost full', 'full', 'cancelled'));
