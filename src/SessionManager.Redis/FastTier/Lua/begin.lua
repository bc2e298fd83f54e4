-- Sets a writer's mark, in the place of a copy, a lease or a generation.
-- KEYS: session or partition. ARGV: writer, time the mark stands (ms), ending or ''.
local marks = marks_but_of(redis.call('GET', KEYS[1]), ARGV[1])
marks[#marks + 1] = string.format('%.0f', now() + tonumber(ARGV[2])) .. ' ' .. ARGV[1] .. ' ' .. ARGV[3]
redis.call('SET', KEYS[1], table.concat(marks, '\n'), 'PX', ARGV[2])
return 1
