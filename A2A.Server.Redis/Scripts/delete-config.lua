-- Removes a push config and what is due for it. The holder of its lease has lost it. Its replays become dead letters again.
-- Uses: deliveries
-- KEYS  1 task  2 push  3 deliveries  4 dead
-- ARGV  1 owner  2 config id  3 member 'taskId/configId'  4 task id
-- Gives 1, also when there was none, or 0 when there is no task that belongs to the owner.
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
local replays = read_replays(redis.call('HGET', KEYS[2], 'replays:' .. ARGV[2]))
bury_replays(KEYS[2], KEYS[4], ARGV[1], ARGV[4], ARGV[2], replays, 'the push config was deleted', now_ms(), '')
redis.call('HDEL', KEYS[2], 'config:' .. ARGV[2], 'cursor:' .. ARGV[2], 'attempts:' .. ARGV[2], 'state:' .. ARGV[2],
  'lease:' .. ARGV[2], 'replaced:' .. ARGV[2], 'reason:' .. ARGV[2], 'since:' .. ARGV[2], 'due:' .. ARGV[2], 'outage:' .. ARGV[2],
  'fault:' .. ARGV[2])
configs_have_changed(KEYS[1])
redis.call('ZREM', KEYS[3], ARGV[3])
return 1
