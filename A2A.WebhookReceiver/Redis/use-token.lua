-- Marks a token as used, once.
-- KEYS  1 string  that the token was used (expires)
-- ARGV  1 seconds to remember it
-- Returns 1 when it was not used before, else 0.
return redis.call('SET', KEYS[1], 1, 'NX', 'EX', ARGV[1]) and 1 or 0
