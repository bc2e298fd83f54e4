-- ARGV: 3 time, 4 by whom and why, 5 user whose sessions these are to be ('' for any), from 6 ids. Answers what ended.
local at, by, owner = ARGV[3], ARGV[4], ARGV[5]
local ended, users = {}, {}
for i = 6, #ARGV do
  local id = ARGV[i]
  local s, value = read(id, owner ~= '' and owner or nil)
  if s and s.state == 'A' and at < s.expires and (owner == '' or s.user == owner) then
    ended[#ended + 1] = finish(id, s, value, at, by)
    users[s.user] = true
    announce('s', id, at)
  end
end
for user in pairs(users) do settle(user, at) end
return ended
