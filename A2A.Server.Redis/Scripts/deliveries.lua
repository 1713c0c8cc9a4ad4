-- Put in front of scripts that settle deliveries. Replays of a subscription are buried events that are to be sent again,
-- before all newer ones: the field 'replays:<config>' of its push hash holds 'event/sequence/failed attempts/since/due'
-- of each, in the order of their events. since: when it first could not be sent, 0 = never. due: not before, in ms.
local function is_after(event, other)
  local ms, number = string.match(event, '^(%d+)-(%d+)$')
  local other_ms, other_number = string.match(other, '^(%d+)-(%d+)$')
  if ms == other_ms then return tonumber(number) > tonumber(other_number) end
  return tonumber(ms) > tonumber(other_ms)
end

local function read_replays(text)
  local replays = {}
  for event, sequence, failed, since, due in string.gmatch(text or '', '(%d+%-%d+)/(%d+)/(%d+)/(%d+)/(%d+)') do
    replays[#replays + 1] = { event = event, sequence = sequence, failed = tonumber(failed), since = tonumber(since), due = tonumber(due) }
  end
  return replays
end

local function write_replays(push_key, config, replays)
  if #replays == 0 then
    redis.call('HDEL', push_key, 'replays:' .. config)
    return
  end
  local texts = {}
  for i, each in ipairs(replays) do
    texts[i] = string.format('%s/%s/%d/%.0f/%.0f', each.event, each.sequence, each.failed, each.since, each.due)
  end
  redis.call('HSET', push_key, 'replays:' .. config, table.concat(texts, ' '))
end

-- Where the event is among the replays; nil when it is none.
local function place_of(replays, event)
  for i, each in ipairs(replays) do
    if each.event == event then return i end
  end
  return nil
end

-- Puts an event at its place; one that is there already stays as it is.
local function add_replay(replays, event, sequence)
  local place = #replays + 1
  for i, each in ipairs(replays) do
    if each.event == event then return end
    if is_after(each.event, event) then
      place = i
      break
    end
  end
  table.insert(replays, place, { event = event, sequence = sequence, failed = 0, since = 0, due = 0 })
end

-- Since when the first event after the cursor could not be sent, in ms, 0 = never. While a subscription is out of order (outage:
-- since when) every event counts from its own time on, or from the beginning of the outage if that is later, not from its first failure.
local function unsent_since(events_key, cursor, since, outage)
  if not outage then return tonumber(since or 0) end
  local event = redis.call('XRANGE', events_key, '(' .. cursor, '+', 'COUNT', 1)[1]
  return math.max(tonumber(outage), event and tonumber(string.match(event[1], '^%d+')) or 0)
end

-- What is due next, as six values: the event when it is a replay, else ''; its sequence; its failed attempts; since how
-- many ms it could not be sent; what was at fault the last time ('' = nothing was); since how many ms that has been so without a
-- break, the event's own time at most. failed, since: those of the first event after the cursor. fault: 'refusal/since when in ms'.
local function due_event(replays, failed, since, ms, fault)
  local first = replays[1] or { event = '', sequence = 0, failed = tonumber(failed or 0), since = tonumber(since or 0) }
  local kind, began = string.match(fault or '', '^(%a+)/(%d+)$')
  local function age(from) return first.since > 0 and math.max(0, ms - math.max(first.since, from)) or 0 end
  return first.event, first.sequence, first.failed, age(0), kind or '', kind and age(tonumber(began)) or 0
end

-- Keeps what was at fault, and since when it has been so. fault: what is kept. Gives what is kept then.
local function keep_fault(push_key, config, fault, kind, ms)
  if kind == '' or string.match(fault or '', '^%a+') == kind then return fault end
  fault = string.format('%s/%.0f', kind, ms)
  redis.call('HSET', push_key, 'fault:' .. config, fault)
  return fault
end

-- Keeps a delivery with the reason why it is given up. from: all events after this one up to the event are given up ('' = only the event).
-- endpoint: where it was to go, answer: the beginning of the receiver's last answer, each '' when it is not known.
local function bury(dead_key, owner, task, config, sequence, event, from, reason, attempts, ms, endpoint, answer)
  redis.call('XADD', dead_key, '*', 'delivery', task .. '_' .. config .. '_' .. event, 'owner', owner or '', 'task', task,
    'config', config, 'sequence', sequence, 'event', event, 'from', from, 'reason', reason, 'attempts', attempts, 'when', iso(ms),
    'endpoint', endpoint, 'answer', answer)
end

-- Replays that will not be sent become dead letters again.
local function bury_replays(push_key, dead_key, owner, task, config, replays, reason, ms, endpoint)
  for _, each in ipairs(replays) do
    bury(dead_key, owner, task, config, each.sequence, each.event, '', reason, each.failed, ms, endpoint, '')
  end
  redis.call('HDEL', push_key, 'replays:' .. config)
end

-- Keeps an attempt. ARGV[first]: how many are kept of a task; after it the attempt's fields and values, none = there was no attempt.
local function record_attempt(key, first)
  if ARGV[first + 1] then redis.call('XADD', key, 'MAXLEN', ARGV[first], '*', unpack(ARGV, first + 1)) end
end

-- Keeps an attempt that settles nothing any more, as it was made all the same: unless it is kept already, or its task is gone.
local function record_late_attempt(task_key, key, first)
  if not ARGV[first + 1] or redis.call('EXISTS', task_key) == 0 then return end
  local text = table.concat(ARGV, '\n', first + 1)
  for _, entry in ipairs(redis.call('XREVRANGE', key, '+', '-', 'COUNT', ARGV[first])) do
    if table.concat(entry[2], '\n') == text then return end
  end
  record_attempt(key, first)
end
