-- Reads the keys that sign, with the time by which they do.
-- KEYS  1 signing keys
-- Gives {keys as JSON, '' when there are none; time in ms}.
return { redis.call('GET', KEYS[1]) or '', now_ms() }
