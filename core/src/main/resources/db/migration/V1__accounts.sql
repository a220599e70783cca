create table account (
    id           text   not null primary key,
    name         text   not null unique,
    folded_name  text   not null unique, -- no two names differ in case alone: their homes might be one folder
    password     text,                   -- argon2id as a PHC string; none: no password is right
    home         text,                   -- none: the account's own folder below the data folder
    enabled      bigint not null,
    anonymous    bigint not null,
    trusts_close bigint not null,
    file_mode    bigint,
    folder_mode  bigint,
    umask        bigint,
    version      bigint not null,
    created      bigint not null,        -- epoch milliseconds
    changed      bigint not null         -- epoch milliseconds
);

create table permission (
    account text not null references account (id) on delete cascade,
    path    text not null,
    actions text not null,               -- words, a space between
    primary key (account, path)
);
