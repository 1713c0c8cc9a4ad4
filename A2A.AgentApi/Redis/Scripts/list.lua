-- A piece of one partition's tasks: newest status first, of one millisecond the greater id first.
-- KEYS  1 index  2 where the keys of tasks begin
-- ARGV  1 oldest status time in ms, or '-inf'  2 time in ms of the last task seen, or '+inf'  3 its id ('' = none)
--       4 how many at most  5 state, where the index holds tasks of all states and those of one are wanted ('' = it holds none but those)
-- Gives {how many there are in all since the oldest time, id, time in ms, id, time in ms, …}.
local oldest, time, id, most, state = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]
local function is_wanted(task) return state == '' or redis.call('HGET', KEYS[2] .. task, 'state') == state end

local count = 0
if state == '' then
  count = redis.call('ZCOUNT', KEYS[1], oldest, '+inf')
else
  for _, task in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], oldest, '+inf')) do
    if is_wanted(task) then count = count + 1 end
  end
end

local found = { count }
local offset = 0
repeat
  local batch = redis.call('ZREVRANGEBYSCORE', KEYS[1], time, oldest, 'WITHSCORES', 'LIMIT', offset, most)
  for i = 1, #batch, 2 do
    -- Of the last one's millisecond, those that were seen with it are passed over.
    if (batch[i + 1] ~= time or batch[i] < id) and is_wanted(batch[i]) then
      found[#found + 1] = batch[i]
      found[#found + 1] = batch[i + 1]
      if #found > 2 * most then return found end
    end
  end
  offset = offset + most
until #batch < 2 * most
return found
