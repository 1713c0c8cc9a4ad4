-- Forgets that a message made a task, when the task has ended long enough ago.
-- KEYS  1 message guard  2 task
-- ARGV  1 task id  2 how long ago, in ms
-- Gives 1, or 0 when it has not, or when the guard holds something else.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
local task = redis.call('HMGET', KEYS[2], 'state', 'updated')
if not task[1] or not is_terminal(task[1]) or now_ms() - task[2] < tonumber(ARGV[2]) then return 0 end
return redis.call('DEL', KEYS[1])
