-- Put in front of scripts that read dead letters, which are entries of a stream: {id, {field, value, …}}.
local function field_of(letter, name)
  for i = 1, #letter[2], 2 do
    if letter[2][i] == name then return letter[2][i + 1] end
  end
  return ''
end
