-- Put in front of every script.
--
-- While a cluster moves the slot of these keys to another node, each key is on one of the two, and a key that is nowhere yet can be
-- written on neither: a script would break off in its middle. Two keys that never exist tell that before anything is written: while
-- the slot moves, both nodes refuse to look for them. TRYAGAIN is how Redis itself refuses commands then. Scripts whose keys have no
-- hash tag have one key, and need no such question.
local slot = string.match(KEYS[1], '^.-{.-}')
if slot and type(redis.pcall('EXISTS', slot .. ':never:1', slot .. ':never:2')) == 'table' then
  return redis.error_reply('TRYAGAIN The slot of ' .. slot .. ' moves to another node')
end

-- Redis TIME is the only clock: no worker's clock decides anything.
local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Milliseconds since 1970 as ISO 8601 in UTC (days to civil date, Howard Hinnant, chrono-compatible date algorithms).
local function iso(ms)
  local seconds = math.floor(ms / 1000)
  local days = math.floor(seconds / 86400)
  local rest = seconds - days * 86400
  local shifted = days + 719468
  local era = math.floor(shifted / 146097)
  local day_of_era = shifted - era * 146097
  local year_of_era = math.floor((day_of_era - math.floor(day_of_era / 1460) + math.floor(day_of_era / 36524)
    - math.floor(day_of_era / 146096)) / 365)
  local day_of_year = day_of_era - (365 * year_of_era + math.floor(year_of_era / 4) - math.floor(year_of_era / 100))
  local month_shifted = math.floor((5 * day_of_year + 2) / 153)
  local day = day_of_year - math.floor((153 * month_shifted + 2) / 5) + 1
  local month = month_shifted < 10 and month_shifted + 3 or month_shifted - 9
  local year = year_of_era + era * 400 + (month <= 2 and 1 or 0)
  return string.format('%04d-%02d-%02dT%02d:%02d:%02d.%03dZ', year, month, day,
    math.floor(rest / 3600), math.floor(rest / 60) % 60, rest % 60, ms % 1000)
end

-- Puts the store's time where the writer left the placeholder.
local function stamp(json, placeholder, time)
  local from, to = string.find(json, placeholder, 1, true)
  if not from then return json end
  return string.sub(json, 1, from - 1) .. time .. string.sub(json, to + 1)
end

local function is_terminal(state)
  return state == 'TASK_STATE_COMPLETED' or state == 'TASK_STATE_FAILED'
    or state == 'TASK_STATE_CANCELED' or state == 'TASK_STATE_REJECTED'
end

local function is_interrupted(state)
  return state == 'TASK_STATE_INPUT_REQUIRED' or state == 'TASK_STATE_AUTH_REQUIRED'
end

-- The keys of a task, in the order in which every script that writes its log gets them first.
local function task_keys()
  return { task = KEYS[1], history = KEYS[2], events = KEYS[3], push = KEYS[4], work = KEYS[5], deliveries = KEYS[6],
    retired = KEYS[7], index = KEYS[8], context = KEYS[9], all = KEYS[10] }
end

-- The fields of a task's hash that a script changes are collected, and written at once.
local function set(fields, name, value)
  fields[#fields + 1] = name
  fields[#fields + 1] = value
end

-- The index keys of a state share the hash tag of the index, so they may be derived from it.
local function index(keys, id, old_state, new_state, ms)
  for _, key in ipairs({ keys.index, keys.context, keys.all }) do
    if old_state and old_state ~= new_state then redis.call('ZREM', key .. ':' .. old_state, id) end
    redis.call('ZADD', key, ms, id)
    redis.call('ZADD', key .. ':' .. new_state, ms, id)
  end
end

-- Writes the next event of the log, after the event before it (nil = it is the first). Gives its id: the time in ms, which never
-- goes back, and the event's number. Two events that a fail-over lets have one number still have two ids.
local function log_event(keys, fields, before, version, ms, json, traceparent)
  local time = math.max(ms, before and tonumber(string.match(before, '^%d+')) or 0)
  local event = redis.call('XADD', keys.events, string.format('%.0f-%d', time, version), 'json', json, 'sequence', version,
    'traceparent', traceparent)
  set(fields, 'version', version)
  set(fields, 'lastEvent', event)
  return event
end

-- Messages become history; how many bytes of it there are is counted. before: how many there were.
local function keep_messages(keys, fields, before, ...)
  local bytes = tonumber(before or 0)
  for _, message in ipairs({ ... }) do bytes = bytes + #message end
  redis.call('RPUSH', keys.history, ...)
  set(fields, 'historyBytes', bytes)
end

-- The task enters a state.
local function enter_state(keys, fields, id, old_state, state, status, said, ms)
  set(fields, 'state', state)
  set(fields, 'status', status)
  set(fields, 'said', said)
  set(fields, 'updated', ms)
  index(keys, id, old_state, state, ms)
end

-- The agent is to run: under this lease, or without one for the first worker that takes it.
local function begin_run(keys, fields, id, lease, lease_ms, ms, doorbell)
  if lease ~= '' then
    set(fields, 'lease', lease)
    set(fields, 'attempt', 1)
    redis.call('ZADD', keys.work, ms + lease_ms, id)
  else
    redis.call('ZADD', keys.work, ms, id)
    redis.call('PUBLISH', doorbell, 'work:' .. id)
  end
end

-- A task as callers see it: {fields and values, messages}, without what only its worker needs.
-- most: how many of the newest messages; nil = all.
local function read_task(task_key, history_key, with_artifacts, most)
  local names = { 'owner', 'agent', 'contextId', 'status', 'version', 'lastEvent', 'traceparent' }
  local values = redis.call('HMGET', task_key, unpack(names))
  local fields = {}
  for i, name in ipairs(names) do
    if values[i] then
      fields[#fields + 1] = name
      fields[#fields + 1] = values[i]
    end
  end
  local artifacts = with_artifacts and redis.call('HGET', task_key, 'artifacts')
  if artifacts then
    fields[#fields + 1] = 'artifacts'
    fields[#fields + 1] = artifacts
    for artifact in string.gmatch(artifacts, '[^\n]+') do
      fields[#fields + 1] = 'artifact:' .. artifact
      fields[#fields + 1] = redis.call('HGET', task_key, 'artifact:' .. artifact)
    end
  end
  return { fields, most == 0 and {} or redis.call('LRANGE', history_key, most and -most or 0, -1) }
end

-- The config was put anew while a delivery was under way: what came of it counts no more, and the new one is due at once.
local function is_replaced(push_key, deliveries_key, member, config)
  if redis.call('HDEL', push_key, 'replaced:' .. config) == 0 then return false end
  redis.call('HDEL', push_key, 'lease:' .. config)
  redis.call('ZADD', deliveries_key, now_ms(), member)
  return true
end

-- There is something to tell to each config of the task that has not ended. A member that is there already is leased or
-- waits for its retry: it keeps its time, and its settling looks for newer events.
-- revision: of the task's configs, which grows with each change of them.  before: the event before the one that is told.
-- ARGV[first] = the revision that the writer knows, ARGV[first + 1] = lease of a delivery in ms, then of each config it
-- knows: id, the token under which it delivers the event itself ('' = it has no place for that).
-- Gives {revision, ids of the configs that are due now and for which the caller of the script rings, ids of those that the
-- writer has taken, and when it knows another revision: {id, config, …}}.
local function tell_configs(keys, id, revision, before, ms, first)
  revision = tonumber(revision or 0)
  local due, taken, configs = {}, {}, {}
  local function tell(config, token)
    local member = id .. '/' .. config
    if token ~= '' and redis.call('HGET', keys.push, 'cursor:' .. config) == before
      and redis.call('ZADD', keys.deliveries, 'NX', ms + ARGV[first + 1], member) == 1 then
      redis.call('HSET', keys.push, 'lease:' .. config, token)
      taken[#taken + 1] = config
    elseif redis.call('ZADD', keys.deliveries, 'NX', ms, member) == 1 then
      due[#due + 1] = config
    end
  end

  if revision == tonumber(ARGV[first]) then
    for i = first + 2, #ARGV, 2 do tell(ARGV[i], ARGV[i + 1]) end
    return { revision, due, taken, configs }
  end
  local push = redis.call('HGETALL', keys.push)
  local ended = {}
  for i = 1, #push, 2 do
    if push[i + 1] == 'ended' then ended[push[i]] = true end
  end
  for i = 1, #push, 2 do
    local config = string.match(push[i], '^config:(.+)$')
    if config and not ended['state:' .. config] then
      tell(config, '')
      configs[#configs + 1] = config
      configs[#configs + 1] = push[i + 1]
    end
  end
  return { revision, due, taken, configs }
end

-- Another config, another content of one, or one less: copies of the configs elsewhere are stale and must be read anew.
local function configs_have_changed(task_key) return redis.call('HINCRBY', task_key, 'configs', 1) end

-- Adds a push config, or replaces the one of the same id and keeps its cursor. A new one gets the events after last_event, or after
-- what the function gives. A replaced one begins afresh: an ended one is told again, and what waited for a retry is due at once.
-- Gives 'put', 'due' when a dispatcher must be woken, or 'too-many', and nothing is written then.
local function put_config(task_key, push_key, deliveries_key, member, config, json, most, last_event, begin_after)
  if redis.call('HEXISTS', push_key, 'config:' .. config) == 0 then
    local count = 0
    for _, field in ipairs(redis.call('HKEYS', push_key)) do
      if string.sub(field, 1, 7) == 'config:' then count = count + 1 end
    end
    if count >= tonumber(most) then return 'too-many' end
    configs_have_changed(task_key)
    local cursor = begin_after and begin_after() or last_event
    redis.call('HSET', push_key, 'config:' .. config, json, 'cursor:' .. config, cursor)
    if cursor == last_event then return 'put' end
    redis.call('ZADD', deliveries_key, now_ms(), member)
    return 'due'
  end

  configs_have_changed(task_key)
  redis.call('HSET', push_key, 'config:' .. config, json)
  redis.call('HDEL', push_key, 'attempts:' .. config, 'state:' .. config, 'reason:' .. config, 'since:' .. config, 'due:' .. config,
    'outage:' .. config, 'fault:' .. config)
  local replays = redis.call('HGET', push_key, 'replays:' .. config)
  if replays then
    redis.call('HSET', push_key, 'replays:' .. config, (string.gsub(replays, '(%S+/%d+)/%d+/%d+/%d+', '%1/0/0/0')))
  end
  -- A leased one is under way to where the old config said: what comes of that must not count against the new one.
  local place = redis.call('HMGET', push_key, 'cursor:' .. config, 'lease:' .. config)
  if place[2] then
    redis.call('HSET', push_key, 'replaced:' .. config, 1)
  elseif place[1] ~= last_event or replays then
    redis.call('ZADD', deliveries_key, now_ms(), member)
    return 'due'
  end
  return 'put'
end

-- A field of a stream's entry, which is {id, {field, value, …}}; '' when it has none of this name.
local function field_of(entry, name)
  for i = 1, #entry[2], 2 do
    if entry[2][i] == name then return entry[2][i + 1] end
  end
  return ''
end
