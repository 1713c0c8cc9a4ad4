-- Which members are due.
-- KEYS  1 sorted set of members by due time in ms
-- ARGV  1 how many at most
-- Gives the members, longest due first. Claims nothing.
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now_ms(), 'LIMIT', 0, ARGV[1])
