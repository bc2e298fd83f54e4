-- ARGV: 3 user, 4 how many to delete in this step, 5 the partition, 6 the time. Answers {deleted, 1 when more are left}.
local user, most = ARGV[3], tonumber(ARGV[4])
local deleted, more = 0, 0
for _, name in ipairs({ act_of(user), hist_of(user) }) do
  for _, id in ipairs(call('ZRANGE', name, 0, most)) do
    if deleted >= most then
      more = 1
      break
    end
    deleted = deleted + call('DEL', key(id))
    forget(id, user)
  end
end
if more == 0 then
  call('DEL', live_of(user), act_of(user), hist_of(user), meta_of(user))
  call('ZREM', MARKS, user)
end
refresh_user(user)
announce('p', ARGV[5], ARGV[6])
return { deleted, more }
