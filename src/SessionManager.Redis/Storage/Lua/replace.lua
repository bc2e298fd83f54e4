-- ARGV: 3 id, 4 expected version, 5 now, 6 the new value
local id = ARGV[3]
local s = parse(call('GET', key(id)))
if not s or s.state ~= 'A' or s.version ~= ARGV[4] or s.expires <= ARGV[5] then return 0 end
local new = parse(ARGV[6])
call('SET', key(id), ARGV[6])
keep(key(id), new.expires)
index(id, new)
keep_user(s.user, new.absolute)
refresh_user(s.user)
announce('s', id, ARGV[5])
return 1
