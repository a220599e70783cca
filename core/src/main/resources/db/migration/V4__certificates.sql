alter table account add column login_by text not null default 'either';  -- either, password, certificate, both
alter table account add column certificates text not null default '';    -- SHA-256 of pinned ones in hex, a space between
