-- A piece of one partition's tasks: newest status first, of one millisecond the greater id first.
-- KEYS  1 index
-- ARGV  1 oldest status time in ms, or '-inf'  2 time in ms of the last task seen, or '+inf'  3 its id ('' = none)
--       4 how many at most
-- Gives {how many there are in all since the oldest time, id, time in ms, id, time in ms, …}.
local oldest, time, id, most = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local found = { redis.call('ZCOUNT', KEYS[1], oldest, '+inf') }
local offset = 0
repeat
  local batch = redis.call('ZREVRANGEBYSCORE', KEYS[1], time, oldest, 'WITHSCORES', 'LIMIT', offset, most)
  for i = 1, #batch, 2 do
    -- Of the last one's millisecond, those that were seen with it are passed over.
    if batch[i + 1] ~= time or batch[i] < id then
      found[#found + 1] = batch[i]
      found[#found + 1] = batch[i + 1]
      if #found > 2 * most then return found end
    end
  end
  offset = offset + most
until #batch < 2 * most
return found
