-- Reads dead letters of one partition, oldest first.
-- KEYS  1 dead
-- ARGV  1 from  2 to, as XRANGE takes them  3 how many at most  4 how many are looked at  5 owner (none = all owners)
-- Gives {the last one looked at ('' = there are no more), letter, …}.
local letters = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[2], 'COUNT', ARGV[4])
local found = {''}
for _, letter in ipairs(letters) do
  if not ARGV[5] or field_of(letter, 'owner') == ARGV[5] then
    found[#found + 1] = letter
    if #found > tonumber(ARGV[3]) then
      found[1] = letter[1]
      return found
    end
  end
end
if #letters == tonumber(ARGV[4]) then found[1] = letters[#letters][1] end
return found
