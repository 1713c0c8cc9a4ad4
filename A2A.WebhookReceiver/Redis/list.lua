-- Lists kept webhooks in order of arrival.
-- KEYS  1 stream  the kept webhooks    2 hash  sequence -> receipts    3 zset  "<task>\n<sequence>"
-- ARGV  1 task id, or '' for all  2 most entries to return  3 sequence to start after, or '' for the newest entries
--       4 most bytes to return; one entry is returned however many it has
-- Returns {entries kept in all (of the task), {{sequence, receipts, {field, value, …}}, …}}.
local limit = tonumber(ARGV[2])
local entries = {}
local bytes = 0

-- Adds an entry unless there is no room for it, which ends the list.
local function add(entry, position)
  local fields = entry[2]
  bytes = bytes + (fields[#fields - 1] == 'bytes' and tonumber(fields[#fields]) or 0)
  if #entries > 0 and bytes > tonumber(ARGV[4]) then return false end
  local number = string.match(entry[1], '^%d+')
  table.insert(entries, position or #entries + 1, {tonumber(number), tonumber(redis.call('HGET', KEYS[2], number) or 1), fields})
  return true
end

if ARGV[1] == '' then
  if ARGV[3] == '' then
    for _, entry in ipairs(redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', limit)) do
      if not add(entry, 1) then break end
    end
  else
    for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '(' .. ARGV[3] .. '-1', '+', 'COUNT', limit)) do
      if not add(entry) then break end
    end
  end
  return {redis.call('XLEN', KEYS[1]), entries}
end

local first, last = '[' .. ARGV[1] .. '\n', '(' .. ARGV[1] .. '\n:'
local members
if ARGV[3] == '' then
  members = redis.call('ZREVRANGEBYLEX', KEYS[3], last, first, 'LIMIT', 0, limit)
else
  local after = '(' .. ARGV[1] .. '\n' .. string.format('%016d', ARGV[3])
  members = redis.call('ZRANGEBYLEX', KEYS[3], after, last, 'LIMIT', 0, limit)
end
for _, found in ipairs(members) do
  local id = string.format('%.0f', tonumber(string.match(found, '%d+$'))) .. '-1'
  local entry = redis.call('XRANGE', KEYS[1], id, id)[1]
  if entry and not add(entry, ARGV[3] == '' and 1 or nil) then break end
end
return {redis.call('ZLEXCOUNT', KEYS[3], first, last), entries}
