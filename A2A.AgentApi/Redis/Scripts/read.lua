-- Reads tasks of one partition, each as it is now.
-- KEYS  1 index  then of each task: task, history
-- ARGV  1 '1' = with artifacts  2 how many of the newest messages ('' = all)  then of each task: id
-- Gives for each {fields and values, messages}, or {} when the index does not hold it any more.
local with_artifacts, most = ARGV[1] == '1', tonumber(ARGV[2])
local read = {}
for i = 3, #ARGV do
  local place = 2 * (i - 2)
  read[#read + 1] = redis.call('ZSCORE', KEYS[1], ARGV[i])
    and read_task(KEYS[place], KEYS[place + 1], with_artifacts, most) or {}
end
return read
