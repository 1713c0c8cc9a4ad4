-- Removes dead letters that are kept no longer.
-- KEYS  1 dead
-- ARGV  1 how long they are kept in ms
-- Gives how many were removed.
return redis.call('XTRIM', KEYS[1], 'MINID', string.format('%.0f', now_ms() - ARGV[1]))
