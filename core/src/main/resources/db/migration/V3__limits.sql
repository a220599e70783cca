-- none: as the server says, which is no limit unless configured
alter table account add column quota bigint;             -- bytes
alter table account add column quota_files bigint;
alter table account add column max_file bigint;          -- bytes
alter table account add column rate_up bigint;           -- bytes a second, of all its sessions
alter table account add column rate_down bigint;
alter table account add column session_rate_up bigint;   -- bytes a second, of each
alter table account add column session_rate_down bigint;
alter table account add column max_sessions bigint;
alter table account add column allowed_from text;        -- networks as CIDR, a space between; empty: everywhere
alter table account add column denied_from text;
alter table account add column expires bigint;           -- epoch milliseconds

create table ban (
    network text   not null primary key,                 -- as CIDR
    since   bigint not null,                             -- epoch milliseconds
    until   bigint,                                      -- epoch milliseconds; none: for ever
    why     text   not null,
    times   bigint not null                              -- how often it was banned by the server itself; 0: by hand
);
