-- Reads how a task's subscriptions are.
-- Uses: deliveries
-- KEYS  1 task  2 push  3 deliveries
-- ARGV  1 task id  2 owner (none = all owners)
-- Gives {'found', {config id, 'ended', 'failing' or 'active', failed attempts at what is due, reason, due time in ms
-- (0 = nothing is due), since when it fails in ms (0 = it does not)}, …}, or {} when there is no task that belongs to the owner.
local task = redis.call('HMGET', KEYS[1], 'owner', 'lastEvent')
if not task[1] or (ARGV[2] and task[1] ~= ARGV[2]) then return {} end
local ms = now_ms()

local function status_of(config)
  local push = redis.call('HMGET', KEYS[2], 'state:' .. config, 'attempts:' .. config, 'since:' .. config,
    'replays:' .. config, 'reason:' .. config, 'lease:' .. config, 'outage:' .. config)
  local replays = read_replays(push[4])
  local _, _, failed = due_event(replays, push[2], push[3], ms)
  local failing = tonumber(push[7] or 0)
  for _, replay in ipairs(replays) do
    if replay.since > 0 and (failing == 0 or replay.since < failing) then failing = replay.since end
  end
  if push[1] == 'ended' then failing = 0 end
  local state = push[1] == 'ended' and 'ended' or failing > 0 and 'failing' or 'active'
  local due = tonumber(redis.call('ZSCORE', KEYS[3], ARGV[1] .. '/' .. config) or 0)
  if due > ms and push[6] then due = ms end -- it is held: that is the lease's end
  return { config, state, failed, state ~= 'active' and push[5] or '', due, failing }
end

local found = {'found'}
for _, field in ipairs(redis.call('HKEYS', KEYS[2])) do
  local config = string.match(field, '^config:(.+)$')
  if config then found[#found + 1] = status_of(config) end
end
return found
