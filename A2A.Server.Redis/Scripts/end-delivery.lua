-- The receiver wants no more: nothing of this subscription is due again, unless its config is put anew. Replays that
-- were not sent become dead letters again.
-- Uses: deliveries
-- KEYS  1 push  2 deliveries  3 attempts  4 dead  5 task
-- ARGV  1 member 'taskId/configId'  2 config id  3 token  4 event that was attempted  5 reason  6 task id
--       7 endpoint  8 how many attempts are kept  9 … the attempt (none = there was none)
-- Gives {'settled', in how many ms it is due again, -1 = never}, or {'lost'} when the token holds nothing any more, which
-- keeps the attempt alone, once.
local config = ARGV[2]
local push = redis.call('HMGET', KEYS[1], 'lease:' .. config, 'replays:' .. config)
if push[1] ~= ARGV[3] or not redis.call('ZSCORE', KEYS[2], ARGV[1]) then
  record_late_attempt(KEYS[5], KEYS[3], 8)
  return {'lost'}
end
record_attempt(KEYS[3], 8)
if is_replaced(KEYS[1], KEYS[2], ARGV[1], config) then return {'settled', 0} end
local replays = read_replays(push[2])
local attempted = replays[place_of(replays, ARGV[4]) or 0]
if attempted then attempted.failed = attempted.failed + 1 end
bury_replays(KEYS[1], KEYS[4], redis.call('HGET', KEYS[5], 'owner'), ARGV[6], config, replays,
  'the receiver ended the subscription: ' .. ARGV[5], now_ms(), ARGV[7])
redis.call('HSET', KEYS[1], 'state:' .. config, 'ended', 'reason:' .. config, ARGV[5])
redis.call('HDEL', KEYS[1], 'lease:' .. config, 'attempts:' .. config, 'since:' .. config, 'due:' .. config, 'outage:' .. config,
  'fault:' .. config)
configs_have_changed(KEYS[5])
redis.call('ZREM', KEYS[2], ARGV[1])
return {'settled', -1}
