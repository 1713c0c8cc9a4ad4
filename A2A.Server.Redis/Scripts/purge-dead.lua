-- Removes dead letters of one partition for ever.
-- Uses: letters
-- KEYS  1 dead  2 … the tasks whose owners are asked for
-- ARGV  1 from  2 to, as XRANGE takes them  3 how many are looked at  4 owner (none = everybody's)  5 … the ids of the tasks
-- Gives {the last one looked at ('' = there are no more), how many were removed}, or {'who', task id, …} when it must be
-- asked again with these tasks too; nothing is removed then.
local letters = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[2], 'COUNT', ARGV[3])
local owners = read_owners(5)
local unknown = ARGV[4] and unknown_tasks(letters, owners) or {}
if #unknown > 0 then return { 'who', unpack(unknown) } end
local removed = 0
for _, letter in ipairs(letters) do
  if not ARGV[4] or owner_of(letter, owners) == ARGV[4] then
    removed = removed + redis.call('XDEL', KEYS[1], letter[1])
  end
end
return { #letters == tonumber(ARGV[3]) and letters[#letters][1] or '', removed }
