alter table account add column charset text; -- none: as the listener says, which is UTF-8 unless configured
