-- The receiver wants no more: nothing of this subscription is due again, unless its config is put anew.
-- KEYS  1 push  2 deliveries
-- ARGV  1 member 'taskId/configId'  2 config id  3 token  4 reason
-- Gives 'settled', or 'lost' when the token holds nothing any more.
if redis.call('HGET', KEYS[1], 'lease:' .. ARGV[2]) ~= ARGV[3] or not redis.call('ZSCORE', KEYS[2], ARGV[1]) then
  return 'lost'
end
if is_replaced(KEYS[1], KEYS[2], ARGV[1], ARGV[2]) then return 'settled' end
redis.call('HSET', KEYS[1], 'state:' .. ARGV[2], 'ended', 'reason:' .. ARGV[2], ARGV[4])
redis.call('HDEL', KEYS[1], 'lease:' .. ARGV[2], 'attempts:' .. ARGV[2])
redis.call('ZREM', KEYS[2], ARGV[1])
return 'settled'
