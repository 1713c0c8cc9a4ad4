-- How much there is of a partition: what waits in its queues, its dead letters, and its tasks by state.
-- KEYS  1 work  2 deliveries: sorted sets of members by due time in ms  3 dead  4 … index of a state
-- Gives {due, due later, since how many ms the longest is due (-1 = none is) of the first queue, the same of the second, dead
-- letters, tasks in the first state, …}.
local ms = string.format('%.0f', now_ms())
local found = {}
for i = 1, 2 do
  local longest = redis.call('ZRANGE', KEYS[i], '-inf', ms, 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')[2]
  found[#found + 1] = redis.call('ZCOUNT', KEYS[i], '-inf', ms)
  found[#found + 1] = redis.call('ZCOUNT', KEYS[i], '(' .. ms, '+inf')
  found[#found + 1] = longest and math.floor(ms - longest) or -1
end
found[#found + 1] = redis.call('XLEN', KEYS[3])
for i = 4, #KEYS do found[#found + 1] = redis.call('ZCARD', KEYS[i]) end
return found
