alter table account add column ssh_keys text not null default '';  -- public keys as in authorized_keys, one a line
