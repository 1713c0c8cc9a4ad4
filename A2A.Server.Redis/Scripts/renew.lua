-- Makes a lease last longer.
-- KEYS  1 task  2 work
-- ARGV  1 id  2 token  3 lease in ms
-- Gives 'held', 'cancel-requested' or 'not-owner'.
local task = redis.call('HMGET', KEYS[1], 'lease', 'cancel')
if task[1] ~= ARGV[2] or not redis.call('ZSCORE', KEYS[2], ARGV[1]) then return 'not-owner' end
redis.call('ZADD', KEYS[2], now_ms() + ARGV[3], ARGV[1])
return task[2] and 'cancel-requested' or 'held'
