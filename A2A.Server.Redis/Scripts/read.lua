-- Reads tasks of one partition, each as it is now.
-- KEYS  1 index  then of each task: task, history
-- ARGV  1 '1' = with artifacts  2 how many of the newest messages ('' = all)  3 how many bytes at most
--       4 '1' = the first task is given whatever its size  then of each task: id
-- Gives for each {fields and values, messages}, or {} when the index does not hold it any more; nothing from the
-- first task on with which there would be too many bytes.
local with_artifacts, most, left = ARGV[1] == '1', tonumber(ARGV[2]), tonumber(ARGV[3])
local function size_of(task)
  local bytes = 0
  for _, texts in ipairs(task) do
    for _, text in ipairs(texts) do bytes = bytes + #text end
  end
  return bytes
end

local read = {}
for i = 5, #ARGV do
  local place = 2 * (i - 4)
  local task = redis.call('ZSCORE', KEYS[1], ARGV[i])
    and read_task(KEYS[place], KEYS[place + 1], with_artifacts, most) or {}
  left = left - size_of(task)
  if left < 0 and not (i == 5 and ARGV[4] == '1') then break end
  read[#read + 1] = task
end
return read
