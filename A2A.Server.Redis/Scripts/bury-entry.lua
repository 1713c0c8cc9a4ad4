-- Takes an entry that nothing can be done with out of a queue, and keeps it with the reason.
-- KEYS  1 work or deliveries  2 dead
-- ARGV  1 member  2 reason
-- Gives 1, or 0 when it is not there.
if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('XADD', KEYS[2], '*', 'delivery', ARGV[1], 'owner', '', 'task', '', 'config', '', 'sequence', 0, 'event', '0-0',
  'reason', ARGV[2], 'attempts', 0, 'when', iso(now_ms()))
return 1
