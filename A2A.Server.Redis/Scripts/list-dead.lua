-- Reads dead letters of one partition, oldest first.
-- Uses: letters
-- KEYS  1 dead  2 … the tasks whose owners are asked for
-- ARGV  1 from  2 to, as XRANGE takes them  3 how many at most  4 how many are looked at  5 owner (none = everybody's)
--       6 … the ids of the tasks
-- Gives {the last one looked at ('' = there are no more), letter, …}, or {'who', task id, …} when it must be asked again
-- with these tasks too.
local letters = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[2], 'COUNT', ARGV[4])
local owners = read_owners(6)
local unknown = ARGV[5] and unknown_tasks(letters, owners) or {}
if #unknown > 0 then return { 'who', unpack(unknown) } end
local found = {''}
for _, letter in ipairs(letters) do
  if not ARGV[5] or owner_of(letter, owners) == ARGV[5] then
    found[#found + 1] = letter
    if #found > tonumber(ARGV[3]) then
      found[1] = letter[1]
      return found
    end
  end
end
if #letters == tonumber(ARGV[4]) then found[1] = letters[#letters][1] end
return found
