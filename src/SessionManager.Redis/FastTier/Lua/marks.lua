-- Values of the fast tier.
-- Of a session: "L<generation> <nonce>" a lease, "R<generation>\n<json>" a copy, or marks.
-- Of a partition: "G<generation>", or marks. What a reader may use is of the present generation.
-- Marks: "W", and for each writer "\n<stands until, in ms> <writer> <ending>".

local function now()
  local clock = redis.call('TIME')
  return clock[1] * 1000 + math.floor(clock[2] / 1000)
end

-- The marks of a value that still stand, but for those of a writer. The first element is the "W".
local function marks_but_of(value, writer)
  local marks = { 'W' }
  if value and value:sub(1, 1) == 'W' then
    local present = now()
    for line in value:gmatch('\n([^\n]+)') do
      local ends, other = line:match('^(%d+) (%S+) ')
      if other ~= writer and tonumber(ends) > present then
        marks[#marks + 1] = line
      end
    end
  end
  return marks
end
