-- What is due of a partition, and when the next is.
-- KEYS  1 work  2 deliveries: sorted sets of members by due time in ms
-- ARGV  1 how many members of each at most
-- Gives {members of the first that are due, longest due first, those of the second, in how many ms the next of both is due,
-- -1 = nothing waits}. Claims nothing.
local ms = now_ms()
local next_due = -1
for _, key in ipairs(KEYS) do
  local waiting = redis.call('ZRANGE', key, '(' .. string.format('%.0f', ms), '+inf', 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')[2]
  if waiting and (next_due < 0 or waiting - ms < next_due) then next_due = math.ceil(waiting - ms) end
end
local function due_of(key) return redis.call('ZRANGEBYSCORE', key, '-inf', ms, 'LIMIT', 0, ARGV[1]) end
return { due_of(KEYS[1]), due_of(KEYS[2]), next_due }
