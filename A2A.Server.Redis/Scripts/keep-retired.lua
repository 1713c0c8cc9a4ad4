-- Puts off the removal of an ended task that could not be read.
-- KEYS  1 retired
-- ARGV  1 id  2 milliseconds, from now on by Redis's clock
redis.call('ZADD', KEYS[1], 'XX', now_ms() + tonumber(ARGV[2]), ARGV[1])
