-- Removes dead letters of one partition for ever.
-- KEYS  1 dead
-- ARGV  1 from  2 to, as XRANGE takes them  3 how many are looked at  4 owner (none = all owners)
-- Gives {the last one looked at ('' = there are no more), how many were removed}.
local letters = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[2], 'COUNT', ARGV[3])
local removed = 0
for _, letter in ipairs(letters) do
  if not ARGV[4] or field_of(letter, 'owner') == ARGV[4] then
    removed = removed + redis.call('XDEL', KEYS[1], letter[1])
  end
end
return { #letters == tonumber(ARGV[3]) and letters[#letters][1] or '', removed }
