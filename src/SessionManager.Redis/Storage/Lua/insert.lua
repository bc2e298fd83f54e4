-- ARGV: 3 id, 4 value, 5 time of sign-in, 6 most live sessions ('' for any), 7 l/o/r: whom to end, 8 how they end
local id, value, authenticated = ARGV[3], ARGV[4], ARGV[5]
local most, action = tonumber(ARGV[6]), ARGV[7]
if call('EXISTS', key(id)) == 1 then return { 'D' } end
local new = parse(value)
local user, now = new.user, new.created
local mark = call('HGET', meta_of(user), 'w')
if mark and authenticated < mark then return { 'S' } end

local answer, evicted = { 'I' }, {}
if most then
  call('ZREMRANGEBYSCORE', live_of(user), '-inf', now)
  if call('ZCARD', live_of(user)) >= most then
    local live = {}
    for _, other in ipairs(call('ZRANGE', live_of(user), 0, -1)) do
      local s, old = read(other, user)
      if s and s.state == 'A' and now < s.expires then
        push(live, { id = other, s = s, value = old, at = now })
      end
    end
    local surplus = #live - most + 1
    if surplus > 0 then
      if action == 'r' then return { 'L' } end
      table.sort(live, function(a, b)
        if action == 'l' and a.s.active ~= b.s.active then return a.s.active < b.s.active end
        if a.s.created ~= b.s.created then return a.s.created < b.s.created end
        return id_less(a.id, b.id)
      end)
      for i = 1, surplus do
        push(evicted, live[i])
        announce('s', live[i].id, now)
      end
    end
  end
end

for _, ended in ipairs(finish(evicted, ARGV[8])) do push(answer, ended) end
call('SET', key(id), value)
keep(key(id), new.expires)
index(id, new)
keep_user(user, new.absolute)
refresh_user(user)
return answer
