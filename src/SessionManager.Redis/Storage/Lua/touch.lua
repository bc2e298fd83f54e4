-- ARGV from 3: id and time of use, again and again. Answers how many moved.
local moved = 0
for i = 3, #ARGV, 2 do
  local id, at = ARGV[i], ARGV[i + 1]
  local s = parse(call('GET', key(id)))
  if s and s.state == 'A' and at < s.expires and at > s.active then
    local expires = s.expires
    if s.sliding then
      local later = add(at, s.idle_timeout)
      if later > s.absolute then later = s.absolute end
      if later > expires then expires = later end
    end
    call('SETRANGE', key(id), 10, next_version(s.version) .. at .. expires)
    local moves = expires ~= s.expires
    s.active, s.expires = at, expires
    if index(id, s) == 1 then keep_user(s.user, s.absolute) end
    if moves then
      keep(key(id), expires)
      refresh_user(s.user)
    end
    moved = moved + 1
  end
end
return moved
