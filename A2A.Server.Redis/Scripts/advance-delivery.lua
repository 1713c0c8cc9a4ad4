-- An event is done with: it was delivered, needed no notification, or is buried. When it was a replay, it is none any more;
-- else the cursor goes past it. What was delivered ends the outage of its subscription; an attempt after which it is buried
-- begins one, unless it has begun.
-- Uses: deliveries
-- KEYS  1 task  2 push  3 deliveries  4 dead  5 attempts  6 events
-- ARGV  1 member 'taskId/configId'  2 config id  3 token  4 event  5 lease in ms
--       6 why it is buried ('' = it is not)  7 sequence (0 = all there is up to the event is buried, replays too)
--       8 attempts  9 task id  10 endpoint  11 the receiver's answer ('' = not known)  12 what was at fault ('' = nothing)
--       13 how many attempts are kept  14 … the attempt (none = there was none)
-- Gives {'more', the event when a replay is due next else '', its sequence, failed attempts at what is due, since
-- how many ms it could not be sent, what was at fault, for how many ms}: the lease is renewed. Else
-- {'settled', in how many ms it is due again, -1 = with the next event}, or {'lost'} when the token holds nothing any more, which
-- keeps the attempt alone. What a replaced config did not deliver is not buried. Repeating a call after its answer was lost
-- buries and records nothing twice.
local config = ARGV[2]
local function field(name) return name .. ':' .. config end
local push = redis.call('HMGET', KEYS[2], field('lease'), field('cursor'), field('replays'), field('attempts'), field('since'),
  field('due'), field('outage'), field('reason'), field('replaced'), field('fault'))
if push[1] ~= ARGV[3] or not redis.call('ZSCORE', KEYS[3], ARGV[1]) then
  record_late_attempt(KEYS[1], KEYS[5], 13)
  return {'lost'}
end
local task = redis.call('HMGET', KEYS[1], 'lastEvent', 'owner')
local ms = now_ms()
local cursor = push[2] or '0-0'
local replays = read_replays(push[3])
local attempts, since, due, outage, fault = push[4], push[5], push[6], push[7], push[10]
local place = place_of(replays, ARGV[4])
local is_next = is_after(ARGV[4], cursor)
if place or is_next then record_attempt(KEYS[5], 13) else record_late_attempt(KEYS[1], KEYS[5], 13) end

-- Fields that are there and must go, removed at once.
local gone = {}
local function drop(name, value)
  if value then gone[#gone + 1] = field(name) end
end
local function remove_gone()
  if #gone > 0 then redis.call('HDEL', KEYS[2], unpack(gone)) end
end

local function go_past()
  if place then
    table.remove(replays, place)
    write_replays(KEYS[2], config, replays)
  elseif is_next then
    cursor = ARGV[4]
    redis.call('HSET', KEYS[2], field('cursor'), cursor)
    drop('attempts', attempts)
    drop('since', since)
    drop('due', due)
    attempts, since, due = nil, nil, nil
  end
end

if push[9] and is_replaced(KEYS[2], KEYS[3], ARGV[1], config) then
  if ARGV[6] == '' then go_past() end
  remove_gone()
  return {'settled', 0}
end
if ARGV[14] and ARGV[6] == '' then
  drop('outage', outage)
  drop('since', since)
  drop('fault', fault)
  outage, since, fault = nil, nil, nil
elseif ARGV[14] and (place or is_next) then
  outage = outage or string.format('%.0f', ms)
  redis.call('HSET', KEYS[2], field('outage'), outage, field('reason'), ARGV[6])
  fault = keep_fault(KEYS[2], config, fault, ARGV[12], ms)
end

local all = ARGV[6] ~= '' and ARGV[7] == '0'
if ARGV[6] ~= '' and (is_next or (place and not all)) then
  bury(KEYS[4], task[2], ARGV[9], config, ARGV[7], ARGV[4], all and cursor or '', ARGV[6], ARGV[8], ms,
    ARGV[10], ARGV[11])
end
if all and #replays > 0 then
  bury_replays(KEYS[2], KEYS[4], task[2], ARGV[9], config, replays, ARGV[6], ms, ARGV[10])
  replays, place = {}, nil
end
go_past()
if not outage then drop('reason', push[8]) end

local again = -1
if #replays > 0 or (task[1] and task[1] ~= cursor) then
  local due_at = #replays > 0 and replays[1].due or tonumber(due or 0)
  if due_at <= ms then
    redis.call('ZADD', KEYS[3], ms + ARGV[5], ARGV[1])
    remove_gone()
    return { 'more', due_event(replays, attempts, unsent_since(KEYS[6], cursor, since, outage), ms, fault) }
  end
  redis.call('ZADD', KEYS[3], due_at, ARGV[1])
  again = due_at - ms
else
  redis.call('ZREM', KEYS[3], ARGV[1])
end
drop('lease', push[1])
remove_gone()
return {'settled', again}
