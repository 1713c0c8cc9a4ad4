-- An event is done with: it was delivered, told nobody anything, or is buried. The cursor goes past it.
-- KEYS  1 task  2 push  3 deliveries  4 dead
-- ARGV  1 member 'taskId/configId'  2 config id  3 token  4 event  5 lease in ms
--       6 why it is buried ('' = it is not)  7 delivery id  8 sequence  9 attempts  10 task id
-- Gives 'more' when the log holds newer events: the lease is renewed. Else 'settled', or 'lost' when the token holds
-- nothing any more. What a replaced config did not deliver is not buried. Repeating one whose answer was lost buries nothing twice.
local push = redis.call('HMGET', KEYS[2], 'lease:' .. ARGV[2], 'cursor:' .. ARGV[2])
if push[1] ~= ARGV[3] or not redis.call('ZSCORE', KEYS[3], ARGV[1]) then return 'lost' end
local last = redis.call('HGET', KEYS[1], 'lastEvent')
local ms = now_ms()
if is_replaced(KEYS[2], KEYS[3], ARGV[1], ARGV[2]) then
  if ARGV[6] == '' then redis.call('HSET', KEYS[2], 'cursor:' .. ARGV[2], ARGV[4]) end
  return 'settled'
end

if ARGV[6] ~= '' and push[2] ~= ARGV[4] then
  redis.call('XADD', KEYS[4], '*', 'delivery', ARGV[7], 'task', ARGV[10], 'config', ARGV[2], 'sequence', ARGV[8],
    'event', ARGV[4], 'reason', ARGV[6], 'attempts', ARGV[9], 'when', iso(ms))
end
redis.call('HSET', KEYS[2], 'cursor:' .. ARGV[2], ARGV[4])
redis.call('HDEL', KEYS[2], 'attempts:' .. ARGV[2], 'state:' .. ARGV[2], 'reason:' .. ARGV[2])
if last and last ~= ARGV[4] then
  redis.call('ZADD', KEYS[3], ms + ARGV[5], ARGV[1])
  return 'more'
end
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('HDEL', KEYS[2], 'lease:' .. ARGV[2])
return 'settled'
