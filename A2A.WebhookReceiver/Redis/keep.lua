-- Keeps a genuine webhook, or counts one more receipt of a delivery that is kept already.
-- KEYS  1 string  the last sequence given out          (no expiry)
--       2 stream  the kept webhooks, id <sequence>-1   (bounded by count and by bytes, the oldest go first)
--       3 hash    sequence -> receipts, from two on    (as 2)
--       4 zset    "<task>\n<sequence>", all scores 0   (as 2)
--       5 string  the bytes of all entries in 2        (no expiry)
--       6 string  the delivery's sequence              (expires); absent when the sender gives no id
--       7 string  the latest place of the delivery's subscription that came first (expires); absent when there is no place
-- ARGV  1 most entries  2 most bytes  3 seconds to remember a delivery  4 delivery id  5 task id  6 state
--       7 schemes  8 attempt  9 headers as JSON  10 body  11 issuer or ''
--       12 the delivery's place in its subscription, which sorts as text  13 seconds to remember the latest; both only with KEYS 7
-- An entry's last field is the bytes it counts for: its values. An entry without that field counts for none.
-- The newest entry always stays, however many bytes it has.
-- Only the first receipt of a delivery can be out of order: with an earlier place than one that came before.
-- Returns {sequence, time in ms, 1 if it was kept already else 0, 1 if in order, 0 if not, -1 if that cannot be told}.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local earlier = KEYS[6] and redis.call('GET', KEYS[6])
if earlier then
  if #redis.call('XRANGE', KEYS[2], earlier .. '-1', earlier .. '-1') == 1 then
    if redis.call('HINCRBY', KEYS[3], earlier, 1) == 1 then
      redis.call('HSET', KEYS[3], earlier, 2)
    end
  end
  return {tonumber(earlier), now, 1, -1}
end

local function member(task, sequence)
  return task .. '\n' .. string.format('%016d', sequence)
end

local function counted(fields)
  return fields[#fields - 1] == 'bytes' and tonumber(fields[#fields]) or 0
end

local order = -1
local latest = KEYS[7] and (redis.call('GET', KEYS[7]) or ARGV[12])
if latest then
  order = ARGV[12] < latest and 0 or 1
end

local bytes = 0
for i = 4, 11 do bytes = bytes + #ARGV[i] end

local sequence = redis.call('INCR', KEYS[1])
redis.call('XADD', KEYS[2], sequence .. '-1', 'task', ARGV[5], 'delivery', ARGV[4], 'state', ARGV[6],
  'at', string.format('%.0f', now), 'schemes', ARGV[7], 'attempt', ARGV[8], 'headers', ARGV[9], 'body', ARGV[10],
  'issuer', ARGV[11], 'order', order, 'bytes', bytes)
redis.call('ZADD', KEYS[4], 0, member(ARGV[5], sequence))
local total = redis.call('INCRBY', KEYS[5], bytes)
if KEYS[6] then
  redis.call('SET', KEYS[6], sequence, 'EX', ARGV[3])
end
if order == 1 then
  redis.call('SET', KEYS[7], ARGV[12], 'EX', ARGV[13])
elseif order == 0 then
  redis.call('EXPIRE', KEYS[7], ARGV[13])
end

local count = redis.call('XLEN', KEYS[2])
while count > 1 and (count > tonumber(ARGV[1]) or total > tonumber(ARGV[2])) do
  local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
  local number = string.match(oldest[1], '^%d+')
  redis.call('XDEL', KEYS[2], oldest[1])
  redis.call('HDEL', KEYS[3], number)
  redis.call('ZREM', KEYS[4], member(oldest[2][2], number))
  total = redis.call('DECRBY', KEYS[5], counted(oldest[2]))
  count = count - 1
end
return {sequence, now, 0, order}
