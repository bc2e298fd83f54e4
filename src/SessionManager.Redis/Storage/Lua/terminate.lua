-- ARGV: 3 time, 4 by whom and why, 5 user whose sessions these are and 6 the partition, or '' for one session of anybody,
-- from 7 ids. Answers what ended.
local at, by, user, partition = ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local sessions = {}
for i = 7, #ARGV do
  local id = ARGV[i]
  local s, value = read(id, user ~= '' and user or nil)
  if s and s.state == 'A' and at < add(s.expires, TOLERANCE) then push(sessions, { id = id, s = s, value = value, at = at }) end
end
if #sessions > 0 then announce(partition ~= '' and 'p' or 's', partition ~= '' and partition or ARGV[7], at) end
return finish(sessions, by)
