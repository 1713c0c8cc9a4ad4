-- What is due of a partition, and when the next is. Due times are absolute: when the clock was put back, those ahead go back with it,
-- or leases and retries would last longer by all of that. What is less than a lease ahead may be a new lease, and stays.
-- KEYS  1 work  2 deliveries: sorted sets of members by due time in ms
--       3 clock: 'how many times it was put back/its latest kept time', written while something waits
-- ARGV  1 how many members of each at most  2 how many times it was put back, as the caller knows  3 the latest time it has seen since
--       4 the longest lease in ms
-- Gives {members of the first that are due, longest due first, those of the second, in how many ms the next of both is due,
-- -1 = nothing waits, how many times the clock was put back, its time in ms, by how many ms this call found it put back}. Claims nothing.
local tolerance, keep_every = 1000, 60000
local ms = now_ms()
local times_back, latest = string.match(redis.call('GET', KEYS[3]) or '0/0', '^(%d+)/(%d+)$')
local known = tonumber(latest)
-- A caller with another count has seen times of before the step: they say nothing.
local seen = times_back == ARGV[2] and math.max(known, tonumber(ARGV[3])) or known
local back = ms < seen - tolerance and seen - ms or 0

local function go_back(key)
  local ahead = redis.call('ZRANGE', key, '(' .. string.format('%.0f', ms + ARGV[4]), '+inf', 'BYSCORE', 'WITHSCORES')
  for i = 1, #ahead, 2 do redis.call('ZADD', key, math.max(ms, ahead[i + 1] - back), ahead[i]) end
end
local function keep_clock() redis.call('SET', KEYS[3], string.format('%d/%.0f', times_back, ms)) end

if back > 0 then
  times_back = times_back + 1
  keep_clock()
  go_back(KEYS[1])
  go_back(KEYS[2])
elseif ms - known >= keep_every and redis.call('EXISTS', KEYS[1], KEYS[2]) > 0 then
  keep_clock()
end

local next_due = -1
for i = 1, 2 do
  local waiting = redis.call('ZRANGE', KEYS[i], '(' .. string.format('%.0f', ms), '+inf', 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')[2]
  if waiting and (next_due < 0 or waiting - ms < next_due) then next_due = math.ceil(waiting - ms) end
end
local function due_of(key) return redis.call('ZRANGEBYSCORE', key, '-inf', ms, 'LIMIT', 0, ARGV[1]) end
return { due_of(KEYS[1]), due_of(KEYS[2]), next_due, tonumber(times_back), ms, back }
