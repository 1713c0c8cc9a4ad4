-- Makes dead letters of one task due again, each before every newer event of its subscription. They are no dead letters from then on.
-- Uses: deliveries
-- KEYS  1 dead  2 task  3 events  4 push  5 deliveries
-- ARGV  1 task id  2 doorbell channel  3 '1' = only those of the owner  4 owner  5 … their ids
-- Gives for each 'due', 'gone' (the task, the config or the event is not there), 'ended' (the receiver wants no more) or
-- 'not-found'. One that is not due stays. Repeating a call after its answer was lost finds nothing and changes nothing.
local has_task = redis.call('EXISTS', KEYS[2]) == 1
local ms = now_ms()

-- The events that a letter tells of: one, or all of a range.
local function events_of(letter)
  local event, from = field_of(letter, 'event'), field_of(letter, 'from')
  return redis.call('XRANGE', KEYS[3], from == '' and event or '(' .. from, event)
end

local function replay(letter)
  local config = field_of(letter, 'config')
  local push = redis.call('HMGET', KEYS[4], 'config:' .. config, 'state:' .. config, 'replays:' .. config, 'lease:' .. config)
  if not has_task or not push[1] then return 'gone' end
  if push[2] == 'ended' then return 'ended' end
  local events = events_of(letter)
  if #events == 0 then return 'gone' end
  local replays = read_replays(push[3])
  for _, event in ipairs(events) do add_replay(replays, event[1], field_of(event, 'sequence')) end
  write_replays(KEYS[4], config, replays)
  redis.call('XDEL', KEYS[1], letter[1])
  -- The holder of the lease finds it when it settles.
  local member = ARGV[1] .. '/' .. config
  local score = tonumber(redis.call('ZSCORE', KEYS[5], member) or 0)
  if score == 0 or (score > ms and not push[4] and replays[1].due <= ms) then redis.call('ZADD', KEYS[5], ms, member) end
  return 'due'
end

local outcomes, woken = {}, {}
for i = 5, #ARGV do
  local letter = redis.call('XRANGE', KEYS[1], ARGV[i], ARGV[i])[1]
  if not letter or field_of(letter, 'task') ~= ARGV[1] or (ARGV[3] == '1' and field_of(letter, 'owner') ~= ARGV[4]) then
    outcomes[#outcomes + 1] = 'not-found'
  else
    outcomes[#outcomes + 1] = replay(letter)
    if outcomes[#outcomes] == 'due' then woken[field_of(letter, 'config')] = true end
  end
end
for config in pairs(woken) do redis.call('PUBLISH', ARGV[2], 'deliveries:' .. ARGV[1] .. '/' .. config) end
return outcomes
