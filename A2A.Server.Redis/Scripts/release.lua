-- Gives a lease back before its time: the task is due at once, and the run does not count as an attempt.
-- KEYS  1 task  2 work
-- ARGV  1 id  2 token  3 doorbell channel
-- Gives 1, or 0 when the token holds nothing any more.
if redis.call('HGET', KEYS[1], 'lease') ~= ARGV[2] or not redis.call('ZSCORE', KEYS[2], ARGV[1]) then return 0 end
redis.call('HDEL', KEYS[1], 'lease')
redis.call('HINCRBY', KEYS[1], 'attempt', -1)
redis.call('ZADD', KEYS[2], now_ms(), ARGV[1])
redis.call('PUBLISH', ARGV[3], 'work:' .. ARGV[1])
return 1
