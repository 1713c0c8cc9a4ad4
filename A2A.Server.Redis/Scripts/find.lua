-- Reads a task with its messages, at one moment.
-- KEYS  1 task  2 history
-- ARGV  1 owner  2 how many of the newest messages ('' = all)
-- Gives {fields and values of the task, messages}, or {} when there is none that belongs to the owner.
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return {} end
return read_task(KEYS[1], KEYS[2], true, tonumber(ARGV[2]))
