-- Reads the push configs of a task.
-- KEYS  1 task  2 push
-- ARGV  1 owner
-- Gives {'found', config id, config, …}, or {} when there is no task that belongs to the owner.
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return {} end
local found = {'found'}
local push = redis.call('HGETALL', KEYS[2])
for i = 1, #push, 2 do
  if string.sub(push[i], 1, 7) == 'config:' then
    found[#found + 1] = string.sub(push[i], 8)
    found[#found + 1] = push[i + 1]
  end
end
return found
