-- Destroys a copy, a lease or a generation, and takes a writer's mark away.
-- KEYS: session or partition. ARGV: writer or ''.
local value = redis.call('GET', KEYS[1])
if not value then
  return 0
end
local marks = marks_but_of(value, ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if #marks == 1 or left < 1 then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], table.concat(marks, '\n'), 'PX', left)
end
return 1
