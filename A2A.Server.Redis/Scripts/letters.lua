-- Put in front of scripts that read dead letters, which are entries of a stream: {id, {field, value, …}}.
local function field_of(letter, name)
  for i = 1, #letter[2], 2 do
    if letter[2][i] == name then return letter[2][i + 1] end
  end
  return ''
end

-- Letters of the version before have no field 'owner': they belong to the owner of their task, while it is there.
local function lacks_owner(letter)
  for i = 1, #letter[2], 2 do
    if letter[2][i] == 'owner' then return false end
  end
  return field_of(letter, 'task') ~= ''
end

-- owners: those of the tasks of letters that lack one, by task id. Gives false when the task is gone.
local function owner_of(letter, owners)
  if lacks_owner(letter) then return owners[field_of(letter, 'task')] end
  return field_of(letter, 'owner')
end

-- The owners of tasks by their ids, false for one that is gone. KEYS from 2 on: the tasks. ARGV[first] …: their ids.
local function read_owners(first)
  local owners = {}
  for i = first, #ARGV do owners[ARGV[i]] = redis.call('HGET', KEYS[i - first + 2], 'owner') end
  return owners
end

-- The tasks of letters that lack an owner and are not among the owners: they must be given before anything can be said.
local function unknown_tasks(letters, owners)
  local unknown, seen = {}, {}
  for _, letter in ipairs(letters) do
    local task = field_of(letter, 'task')
    if lacks_owner(letter) and owners[task] == nil and not seen[task] then
      seen[task] = true
      unknown[#unknown + 1] = task
    end
  end
  return unknown
end
