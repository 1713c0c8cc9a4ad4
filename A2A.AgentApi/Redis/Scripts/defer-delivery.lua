-- The event now due is for later: after a failed attempt, or without one.
-- KEYS  1 push  2 deliveries
-- ARGV  1 member 'taskId/configId'  2 config id  3 token  4 delay in ms  5 why the attempt failed ('' = there was none)
--       6 doorbell channel
-- Gives 'settled', or 'lost' when the token holds nothing any more.
if redis.call('HGET', KEYS[1], 'lease:' .. ARGV[2]) ~= ARGV[3] or not redis.call('ZSCORE', KEYS[2], ARGV[1]) then
  return 'lost'
end
if is_replaced(KEYS[1], KEYS[2], ARGV[1], ARGV[2]) then return 'settled' end
if ARGV[5] ~= '' then
  redis.call('HINCRBY', KEYS[1], 'attempts:' .. ARGV[2], 1)
  redis.call('HSET', KEYS[1], 'state:' .. ARGV[2], 'failing', 'reason:' .. ARGV[2], ARGV[5])
end
redis.call('HDEL', KEYS[1], 'lease:' .. ARGV[2])
redis.call('ZADD', KEYS[2], now_ms() + ARGV[4], ARGV[1])
if ARGV[4] == '0' then redis.call('PUBLISH', ARGV[6], 'deliveries') end
return 'settled'
