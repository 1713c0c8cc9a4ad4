-- Put in front of every script that asks for it. Redis TIME is the only clock: no worker's clock decides anything.
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

-- The index keys of a state share the hash tag of the owner's index, so they may be derived from it.
local function index(owner_key, context_key, id, old_state, new_state, ms)
  if old_state and old_state ~= new_state then
    redis.call('ZREM', owner_key .. ':' .. old_state, id)
  end
  redis.call('ZADD', owner_key, ms, id)
  redis.call('ZADD', owner_key .. ':' .. new_state, ms, id)
  redis.call('ZADD', context_key, ms, id)
end

-- The config was put anew while a delivery was under way: what came of it counts no more, and the new one is due at once.
local function is_replaced(push_key, deliveries_key, member, config)
  if redis.call('HDEL', push_key, 'replaced:' .. config) == 0 then return false end
  redis.call('HDEL', push_key, 'lease:' .. config)
  redis.call('ZADD', deliveries_key, now_ms(), member)
  return true
end

-- Everybody who is told of the task has something to read. A member that is there already is leased or waits for its
-- retry: it keeps its time, and whoever settles it looks for newer events. Gives true when somebody must be woken.
local function mark_due(push_key, deliveries_key, id, ms)
  local marked = false
  for _, field in ipairs(redis.call('HKEYS', push_key)) do
    local config = string.match(field, '^config:(.+)$')
    if config and redis.call('HGET', push_key, 'state:' .. config) ~= 'ended' then
      if redis.call('ZADD', deliveries_key, 'NX', ms, id .. '/' .. config) == 1 then marked = true end
    end
  end
  return marked
end
