-- The event now due is for later: after a failed attempt, or without one.
-- Uses: deliveries
-- KEYS  1 push  2 deliveries  3 attempts  4 task
-- ARGV  1 member 'taskId/configId'  2 config id  3 token  4 delay in ms  5 event that was attempted ('' = none was)
--       6 why the attempt failed ('' = none was)  7 why nothing can be attempted ('' = it can)
--       8 what is at fault: outage, refusal or content ('' = nothing)  9 how many attempts are kept
--       10 … the attempt (none = there was none)
-- Gives {'settled', in how many ms it is due again}, or {'lost'} when the token holds nothing any more, which keeps the
-- attempt alone, once.
local config = ARGV[2]
local push = redis.call('HMGET', KEYS[1], 'lease:' .. config, 'replays:' .. config)
if push[1] ~= ARGV[3] or not redis.call('ZSCORE', KEYS[2], ARGV[1]) then
  record_late_attempt(KEYS[4], KEYS[3], 9)
  return {'lost'}
end
record_attempt(KEYS[3], 9)
if is_replaced(KEYS[1], KEYS[2], ARGV[1], config) then return {'settled', 0} end

local ms = now_ms()
local due = ms + ARGV[4]
local failed, held = ARGV[6] ~= '', ARGV[7] ~= ''
local replays = read_replays(push[2])
local first = replays[1]
local replay = first
if ARGV[5] ~= '' then replay = replays[place_of(replays, ARGV[5]) or 0] end
if replay and (failed or held) then
  if replay.since == 0 then replay.since = ms end
  if failed then replay.failed, replay.due = replay.failed + 1, due end
  write_replays(KEYS[1], config, replays)
elseif failed or held then
  redis.call('HSETNX', KEYS[1], 'since:' .. config, ms)
  redis.call('HSETNX', KEYS[1], 'outage:' .. config, redis.call('HGET', KEYS[1], 'since:' .. config))
  if failed then
    redis.call('HINCRBY', KEYS[1], 'attempts:' .. config, 1)
    redis.call('HSET', KEYS[1], 'due:' .. config, string.format('%.0f', due))
  end
end
if failed or held then redis.call('HSET', KEYS[1], 'reason:' .. config, failed and ARGV[6] or ARGV[7]) end
if failed then keep_fault(KEYS[1], config, redis.call('HGET', KEYS[1], 'fault:' .. config), ARGV[8], ms) end
-- A replay that came meanwhile goes before the event that was attempted.
if first and first ~= replay then due = math.max(ms, first.due) end
redis.call('HDEL', KEYS[1], 'lease:' .. config)
redis.call('ZADD', KEYS[2], due, ARGV[1])
return {'settled', math.max(0, due - ms)}
