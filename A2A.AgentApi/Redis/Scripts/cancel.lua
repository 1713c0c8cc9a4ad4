-- Asks for the end of a task. Whoever holds it hears the doorbell, or sees the flag at its next renewal; a task that
-- nobody holds becomes due, so that a worker ends it.
-- KEYS  1 task  2 work
-- ARGV  1 id  2 owner  3 doorbell channel
-- Gives 'requested', 'not-found', 'canceled' (it is already) or 'terminal' (it ended otherwise).
local task = redis.call('HMGET', KEYS[1], 'owner', 'state')
if task[1] ~= ARGV[2] then return 'not-found' end
if task[2] == 'TASK_STATE_CANCELED' then return 'canceled' end
if is_terminal(task[2]) then return 'terminal' end
redis.call('HSET', KEYS[1], 'cancel', 1)
redis.call('ZADD', KEYS[2], 'NX', now_ms(), ARGV[1])
redis.call('PUBLISH', ARGV[3], 'cancel:' .. ARGV[1])
redis.call('PUBLISH', ARGV[3], 'work')
return 'requested'
