-- Keeps the result of a durable step; the first result stays. A step that is done is progress: attempts count anew.
-- KEYS  1 task
-- ARGV  1 lease token  2 step's name  3 result
-- Gives 'held' or 'not-owner'.
local task = redis.call('HMGET', KEYS[1], 'lease', 'state')
if task[1] ~= ARGV[1] or is_terminal(task[2]) then return 'not-owner' end
redis.call('HSETNX', KEYS[1], 'step:' .. ARGV[2], ARGV[3])
redis.call('HSET', KEYS[1], 'attempt', 1)
return 'held'
