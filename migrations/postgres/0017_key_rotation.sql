-- Another master key in place of the one before. Of that only the key remains that signed the ends of the audit
-- log, sealed with the present one, so that checkpoints of before stay verifiable.
alter table secret_keys add column signing bytea;
alter table secret_keys add column retired_at timestamptz;
